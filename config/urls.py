"""Every address of the service."""

from django.urls import URLPattern, URLResolver, include, path
from drf_spectacular.views import SpectacularAPIView, SpectacularSwaggerSplitView

from config import health
from config.admin_site import admin_site
from config.error_catalogue import ProblemKindView

urlpatterns: list[URLPattern | URLResolver] = [
    path("api/v1/", include("lending.api.urls")),
    path("api/v1/", include("ledger.api.urls")),
    path("api/schema/", SpectacularAPIView.as_view(), name="schema"),
    path("api/docs/", SpectacularSwaggerSplitView.as_view(template_name="config/api_docs.html"), name="api_docs"),
    path("api/problems/<slug:code>", ProblemKindView.as_view(), name="problem_kind"),
    path("health/live", health.live, name="health_live"),
    path("health/ready", health.ready, name="health_ready"),
    path("gestion/", admin_site.urls),
    path("compte/", include("allauth.urls")),
    path("", include("web.urls")),
]

handler400 = "config.handlers.bad_request"
handler403 = "config.handlers.forbidden"
handler404 = "config.handlers.not_found"
handler500 = "config.handlers.server_error"
