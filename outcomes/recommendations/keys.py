"""Keys that manifests and the code share."""

# The session's key for the roles in working groups whose pages this browser has opened.
GROUP_ROLES = "opened_group_roles"
