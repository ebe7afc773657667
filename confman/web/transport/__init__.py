"""How answers travel: encrypted, and compressed where that betrays nothing."""
