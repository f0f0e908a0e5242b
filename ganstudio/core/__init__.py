"""What the program is made of: pictures, latents, data sets, runs, model files."""
