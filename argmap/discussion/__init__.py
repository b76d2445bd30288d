"""A discussion that is being listened to: what is written down of it while it goes on."""
