"""What strangers wrote, made harmless to show: text, pictures, drawings, values, notebooks."""
