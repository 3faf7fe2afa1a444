"""Tests of the identity cards and their readers."""
