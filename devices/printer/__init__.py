"""Slip printers: receipts and notices on 80 mm paper, or as files."""
