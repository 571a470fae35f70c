"""scim2-server, in memory as its own command keeps it, on waitress instead of wsgiref, which closes
every connection."""

import logging
import os

from scim2_models import ScimProvider
from scim2_server.memory import InMemoryStorage
from scim2_server.service import ScimService
from scim2_server.testserver.application import BearerTokenApplication
from scim2_server.utils import load_default_resource_types
from scim2_server.utils import load_default_schemas
from scim2_server.utils import load_default_service_provider_config
from waitress import create_server

# A line per request that waits would be measured too.
logging.getLogger("waitress.queue").setLevel(logging.ERROR)

provider = ScimProvider.from_discovery(
    load_default_schemas().values(),
    load_default_resource_types().values(),
    config=load_default_service_provider_config(),
)
application = BearerTokenApplication(
    InMemoryStorage(),
    provider,
    service=ScimService(provider, secret="a secret of a benchmark"),
    bearer_tokens=[os.environ["TOKEN"]],
)
server = create_server(application, host="127.0.0.1", port=0, threads=16)
print(f"listening on http://127.0.0.1:{server.effective_port}", flush=True)
server.run()
