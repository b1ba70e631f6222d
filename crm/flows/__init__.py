"""What moves several features at once, one module each."""
