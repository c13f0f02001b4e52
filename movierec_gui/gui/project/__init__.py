"""Projects in the window: ``save_dialog.SaveDialog`` asks what goes in, ``files.ProjectFiles`` saves and opens."""
