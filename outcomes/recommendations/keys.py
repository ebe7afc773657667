"""Keys that manifests and the code share."""

# In the session: the roles in working groups whose pages this browser has opened.
GROUP_ROLES = "opened_group_roles"
