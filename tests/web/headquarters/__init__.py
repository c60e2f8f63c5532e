"""The centre and the witnesses, through their pages."""
