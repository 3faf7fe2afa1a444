"""Loudspeakers: a voice that reads Chinese, recorded prompts and three sounds."""
