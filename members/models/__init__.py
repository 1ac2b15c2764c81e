"""Cooperatives, people and the roles that tie them."""

from members.models.cooperative import Cooperative
from members.models.person import Person
from members.models.role import Role

__all__ = ["Cooperative", "Person", "Role"]
