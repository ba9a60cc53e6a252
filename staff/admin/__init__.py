"""Users, roles and the record of sign-ins on the desk."""

from staff.admin import groups, sign_ins, users

__all__ = ["groups", "sign_ins", "users"]
