"""Keys that manifests and the code share."""

# The key in the session for the roles in working groups whose pages this browser has opened.
GROUP_ROLES = "opened_group_roles"
