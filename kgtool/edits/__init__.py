"""Changes of the files of a workspace: tried before they are written, written all or not at all."""
