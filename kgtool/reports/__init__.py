"""The evidence page: an answer with its question, reasons and sources as one HTML file to file, print and sign."""
