//! A store with a few resources, and a client of it.

use std::sync::Arc;

use domain::Muster;
use domain::custom_types::{ExtensionDefinition, TypeDefinition};
use domain::key::InstanceKey;
use domain::management::{
    Caller, FirstAdministrator, Initialized, NewScimConfiguration, NewSsoConfiguration,
};
use domain::provisioning::{Client, ListRequest, Prefer, Representation};
use domain::secret::Secret;
use domain::sso_configuration::SsoSettings;
use domain::time::MICROS_PER_SECOND;
use scim::ResourceType;
use scim::compat::Profile;
use scim::list_response::{ListResponse, Page};
use scim::projection::Projection;
use scim::resource::Attributes;
use serde_json::{Value, json};
use storage::StoreUrl;
use tempfile::TempDir;

use crate::kinds::KINDS;
use sources::{Seeded, TestClock};

// With the time and the identifiers of the store's own tests, a failure can be repeated.
#[path = "../../crates/storage/tests/it/support/sources.rs"]
mod sources;

/// Muster on a store of its own.
pub struct World {
    muster: Muster,
    clock: Arc<TestClock>,
    client: Client,
    runtime: tokio::runtime::Runtime,
    _folder: TempDir,
}

impl World {
    /// A store with users, groups and things.
    pub fn new() -> Self {
        let folder = tempfile::tempdir().expect("a folder");
        let url = StoreUrl::Sqlite(folder.path().join("muster.db"));
        let runtime = tokio::runtime::Builder::new_current_thread().build();
        let runtime = runtime.expect("a runtime");
        let store = runtime.block_on(storage::open(&url, true));
        let store = store.expect("a store");
        let (clock, random) = (Arc::new(TestClock::new()), Arc::new(Seeded::new(7)));
        let muster = Muster::new(store, clock.clone(), random, InstanceKey::new(&[7; 32]));
        let client = runtime.block_on(set_up(&muster)).expect("a client");
        let world = Self {
            muster,
            clock,
            client,
            runtime,
            _folder: folder,
        };
        world.fill();
        world
    }

    /// The resource type of that name.
    pub fn kind(&self, name: &str) -> &Arc<ResourceType> {
        self.client
            .access
            .resource_types
            .named(name)
            .expect("a known type")
    }

    /// Every resource type.
    pub fn kinds(&self) -> Vec<&Arc<ResourceType>> {
        self.client.access.resource_types.iter().collect()
    }

    /// One page.
    pub fn list(
        &self,
        kind: Option<&Arc<ResourceType>>,
        profile: Profile,
        request: &ListRequest,
    ) -> Result<ListResponse<Attributes>, domain::Error> {
        let mut client = self.client.clone();
        client.access.protocol.profile = profile;
        let list = self.muster.scim_list(&client, kind, request);
        let ListResponse { resources, page } = self.runtime.block_on(list)?.response;
        let resources = resources.into_iter().map(Representation::into_attributes);
        Ok(ListResponse {
            resources: resources.collect(),
            page,
        })
    }

    /// The cursor of the second page.
    pub fn next(&self, kind: &Arc<ResourceType>, request: &ListRequest) -> String {
        let first = ListRequest {
            cursor: Some(String::new()),
            ..request.clone()
        };
        match self
            .list(Some(kind), Profile::Tolerant, &first)
            .expect("a page")
            .page
        {
            Page::Cursor {
                next: Some(next), ..
            } => next,
            page => panic!("no second page: {page:?}"),
        }
    }

    /// Every resource, with all that can be asked for.
    pub fn whole(&self) -> Vec<Attributes> {
        let mut names: Vec<String> = Vec::new();
        for kind in self.kinds() {
            for (urn, attribute) in kind.attributes() {
                let urn = urn.unwrap_or(&kind.schema.id);
                if attribute.returned == scim::attribute::Returned::Request {
                    names.push(format!("{urn}:{}", attribute.name));
                }
            }
            names.extend(kind.schemas().map(|schema| schema.id.clone()));
        }
        names.extend(["externalId", "meta"].map(str::to_owned));
        let request = ListRequest {
            projection: Projection::from_lists(&names, &[]).expect("few names"),
            count: Some(1000),
            ..ListRequest::default()
        };
        self.list(None, Profile::Tolerant, &request)
            .expect("a list")
            .resources
    }

    fn fill(&self) {
        let mut members = Vec::new();
        for number in 0..4 {
            let mut body = KINDS[0].stored.clone();
            body.insert(
                "userName".to_owned(),
                json!(format!("User{number}@example.com")),
            );
            body.insert("externalId".to_owned(), json!(number.to_string()));
            body.insert("active".to_owned(), json!(number % 2 == 0));
            if number == 3 {
                body.retain(|name, _| ["userName", "emails"].contains(&name.as_str()));
            }
            members.push(json!({ "value": self.create("User", body) }));
        }
        for name in ["Tour Guides", "STRASSE", "straße 2"] {
            let body = json!({ "displayName": name, "members": members });
            let Value::Object(body) = body else { return };
            let group = self.create("Group", body);
            members.push(json!({ "value": group }));
        }
        for (number, code) in ["a", "B", "ß"].into_iter().enumerate() {
            let mut body = KINDS[2].stored.clone();
            body.insert("code".to_owned(), json!(code));
            body.insert("rwInteger".to_owned(), json!(number));
            body.insert("rwDecimal".to_owned(), json!(0.5 - number as f64));
            body.insert("rwString".to_owned(), json!(code.repeat(number + 1)));
            if number == 2 {
                body.retain(|name, _| !name.starts_with("rw"));
            }
            self.create("Thing", body);
        }
    }

    fn create(&self, kind: &str, body: Attributes) -> Value {
        self.clock.advance(MICROS_PER_SECOND);
        let (kind, body) = (self.kind(kind).clone(), Value::Object(body));
        let shown = Projection::default();
        let created = self.muster.scim_create(&self.client, &kind, &body, &shown);
        let created = self.runtime.block_on(created).expect("a resource");
        created.representation.into_attributes()["id"].clone()
    }
}

impl Default for World {
    fn default() -> Self {
        Self::new()
    }
}

async fn set_up(muster: &Muster) -> Result<Client, domain::Error> {
    let administrator = FirstAdministrator {
        name: "Ada".to_owned(),
        email: "ada@example.com".to_owned(),
    };
    let Initialized {
        organization_id,
        token,
        ..
    } = muster.initialize("Acme", &administrator).await?;
    let caller = muster.authenticate(token.expose()).await?;
    define(muster, &caller).await?;
    let sso = NewSsoConfiguration {
        settings: SsoSettings {
            client_id: "client".to_owned(),
            issuer_url: "https://idp.example".to_owned(),
            ..SsoSettings::default()
        },
        client_secret: Secret::new("secret"),
    };
    let sso = muster
        .create_sso_configuration(&caller, organization_id, sso, "")
        .await?;
    let new = NewScimConfiguration {
        name: None,
        sso_configuration_id: sso.id,
        token_lifetime_micros: None,
        allow_unverified_email_account_linking: true,
    };
    let (scim, issued) = muster
        .create_scim_configuration(&caller, organization_id, new, "")
        .await?;
    let access = muster
        .authenticate_scim(issued.token.expose(), scim.id, "")
        .await?;
    Ok(Client {
        access,
        prefer: Prefer::default(),
        base_url: format!("https://example.com/scim/v2/{}", scim.id),
        request_id: String::new(),
    })
}

/// Gives the organization the type that has an attribute of everything.
async fn define(muster: &Muster, caller: &Caller) -> Result<(), domain::Error> {
    let thing = &KINDS[2].resource_type;
    for schema in thing.schemas() {
        muster.create_schema(caller, schema.clone(), "").await?;
    }
    let extensions = thing
        .extensions
        .iter()
        .map(|extension| ExtensionDefinition {
            schema: extension.schema.id.clone(),
            required: extension.required,
        });
    let definition = TypeDefinition {
        name: thing.name.clone(),
        endpoint: thing.endpoint.clone(),
        description: String::new(),
        schema: thing.schema.id.clone(),
        extensions: extensions.collect(),
        read_only: false,
    };
    muster.create_resource_type(caller, definition, "").await
}
