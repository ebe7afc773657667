"""The modules behind the commands in script/."""
