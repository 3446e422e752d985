"""Rinnalla: a chat-based coach that walks alongside people in rehabilitation."""
