"""The dialogs: what the bot says, and the engine that steps through it. Knows nothing of Telegram or of the bot."""
