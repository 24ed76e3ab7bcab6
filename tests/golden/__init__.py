"""What the parser says of whole bulletins, kept to be compared with."""
