"""What a dialog must hold to. One function per rule; each yields `Finding`s. Sources: docs/writing-dialogs.md."""
