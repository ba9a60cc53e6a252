"""The desk's pages for users, roles and the record of sign-ins."""

from staff.admin import groups, sign_ins, users

__all__ = ["groups", "sign_ins", "users"]
