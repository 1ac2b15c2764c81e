"""Every page, in French where people read it."""

from django.urls import path

from web.views import components, home, preferences, simulator

urlpatterns = [
    path("", home.home, name="home"),
    path("simuler/", simulator.simulator, name="simulate"),
    path("theme/", preferences.choose_theme, name="theme"),
    path("chapeau/", preferences.choose_hat, name="hat"),
    path("components/", components.components, name="components"),
]
