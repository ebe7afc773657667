"""Encrypts answers, and compresses them where that betrays nothing."""
