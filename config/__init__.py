"""How the house is wired and run: settings from the environment, addresses by audience, the one command."""
