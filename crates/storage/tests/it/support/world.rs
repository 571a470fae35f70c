//! A store with two organizations: ours, with two SCIM configurations, and theirs.

use std::sync::Arc;

use domain::Muster;
use domain::credential::Scope;
use domain::event::{Actor, Cause, Event};
use domain::id::{OrganizationId, ResourceId, ScimConfigurationId, SsoConfigurationId, UserId};
use domain::key::InstanceKey;
use domain::management::{
    Caller, FirstAdministrator, Initialized, NewScimConfiguration, NewSsoConfiguration,
};
use domain::protocol::ProtocolSettings;
use domain::provisioning::{Access, Client, ListRequest, Prefer, Representation};
use domain::resource::{Load, Owner, Render};
use domain::resource_types::ResourceTypes;
use domain::secret::Secret;
use domain::sso_configuration::SsoSettings;
use domain::store::Store;
use domain::time::Clock;
use scim::ResourceType;
use scim::projection::Projection;
use scim::resource::Attributes;
use scim::resource_type::{GROUP, USER};
use serde_json::{Value, json};

use super::{Engine, Seeded, Site, TestClock};

/// An organization and what was set up in it.
#[derive(Clone)]
pub(crate) struct Place {
    pub(crate) organization: OrganizationId,
    pub(crate) administrator: UserId,
    /// The administrator's personal access token.
    pub(crate) token: Secret,
    pub(crate) caller: Caller,
    pub(crate) sso: SsoConfigurationId,
    pub(crate) scim: ScimConfigurationId,
    pub(crate) scim_token: Secret,
    pub(crate) owner: Owner,
    pub(crate) client: Client,
}

/// A store with what the tests need around it.
pub(crate) struct World {
    pub(crate) store: Arc<dyn Store>,
    pub(crate) muster: Arc<Muster>,
    pub(crate) clock: Arc<TestClock>,
    pub(crate) ours: Place,
    pub(crate) theirs: Place,
    /// A second SCIM configuration of our organization.
    pub(crate) second: Client,
    site: Option<Site>,
}

/// Runs a future to its end.
pub(crate) fn run<T>(future: impl Future<Output = T>) -> T {
    tokio::runtime::Builder::new_current_thread()
        .enable_all()
        .build()
        .unwrap()
        .block_on(future)
}

/// Loads members and groups.
pub(crate) fn everything() -> Load {
    Load {
        members: usize::MAX,
        groups: true,
    }
}

/// Loads neither members nor groups.
pub(crate) fn no_load() -> Load {
    Load::default()
}

/// For queries that need no evaluator.
pub(crate) fn render_none() -> Render {
    Box::new(|_| Attributes::new())
}

impl World {
    pub(crate) async fn new(engine: Engine) -> Self {
        let site = Site::with_schema(engine);
        let store = site.open().await;
        let world = Self::on(store).await;
        Self {
            site: Some(site),
            ..world
        }
    }

    /// In a store that is kept elsewhere.
    pub(crate) async fn on(store: Arc<dyn Store>) -> Self {
        let clock = Arc::new(TestClock::new());
        let muster = Arc::new(Muster::new(
            store.clone(),
            clock.clone(),
            Arc::new(Seeded::new(7)),
            InstanceKey::new(&[7; 32]),
        ));
        let administrator = FirstAdministrator {
            name: "Ada Admin".to_owned(),
            email: "ada@ours.example".to_owned(),
        };
        let first = muster.initialize("Ours", &administrator).await.unwrap();
        let ours = place(&muster, &first).await;
        let theirs = other_organization(&muster, &first).await;
        let (second, _) = muster
            .create_scim_configuration(
                &ours.caller,
                ours.organization,
                new_scim(ours.sso),
                "set-up",
            )
            .await
            .unwrap();
        let second = client(ours.organization, second.id);
        Self {
            store,
            muster,
            clock,
            ours,
            theirs,
            second,
            site: None,
        }
    }

    /// The same organizations, as another process with the same store sees them.
    pub(crate) fn replica(&self, store: Arc<dyn Store>, number: u64) -> Self {
        let muster = Arc::new(Muster::new(
            store.clone(),
            self.clock.clone(),
            Arc::new(Seeded::new(7 + number)),
            InstanceKey::new(&[7; 32]),
        ));
        Self {
            store,
            muster,
            clock: self.clock.clone(),
            ours: self.ours.clone(),
            theirs: self.theirs.clone(),
            second: self.second.clone(),
            site: None,
        }
    }

    /// Where the store is.
    pub(crate) fn site(&self) -> &Site {
        self.site.as_ref().unwrap()
    }

    /// Closes the store and keeps what it has written.
    pub(crate) fn into_site(self) -> Site {
        self.site.unwrap()
    }

    /// The file of the embedded engine.
    pub(crate) fn database(&self) -> std::path::PathBuf {
        self.site().file()
    }

    pub(crate) fn cause(&self) -> Cause {
        Cause {
            actor: Actor::CommandLine,
            at: self.clock.now(),
            request_id: "test".to_owned(),
        }
    }

    /// A client of ours with the resource types as they are now.
    pub(crate) async fn client_now(&self) -> Client {
        let token = self.ours.scim_token.expose();
        let access = self.muster.authenticate_scim(token, self.ours.scim, "now");
        Client {
            access: access.await.unwrap(),
            ..self.ours.client.clone()
        }
    }

    /// The whole feed of an organization.
    pub(crate) async fn feed(&self, organization: OrganizationId) -> Vec<Event> {
        self.store.events(organization, 0, u32::MAX).await.unwrap()
    }

    /// Creates a resource; panics when it is refused.
    pub(crate) async fn create(
        &self,
        client: &Client,
        resource_type: &Arc<ResourceType>,
        body: Value,
    ) -> ResourceId {
        let outcome = self
            .muster
            .scim_create(client, resource_type, &body, &Projection::default())
            .await
            .unwrap();
        id_of(&outcome.representation.into_attributes())
    }

    /// Creates a user with this `userName` and an e-mail address made of it.
    pub(crate) async fn user(&self, client: &Client, name: &str) -> ResourceId {
        let body = json!({
            "userName": name, "displayName": name,
            "emails": [{ "value": format!("{name}@people.example"), "primary": true }],
        });
        self.create(client, &USER, body).await
    }

    /// Creates a group with these members.
    pub(crate) async fn group(
        &self,
        client: &Client,
        name: &str,
        members: &[ResourceId],
    ) -> ResourceId {
        let members = members
            .iter()
            .map(|id| json!({ "value": id.to_string() }))
            .collect::<Vec<_>>();
        self.create(
            client,
            &GROUP,
            json!({ "displayName": name, "members": members }),
        )
        .await
    }

    /// The full representations that a filter selects, and the total.
    pub(crate) async fn list(
        &self,
        client: &Client,
        resource_types: &[&Arc<ResourceType>],
        filter: Option<&str>,
        page: (i64, i64),
    ) -> Result<(u64, Vec<Attributes>), domain::Error> {
        let request = ListRequest {
            filter: filter.map(str::to_owned),
            start_index: Some(page.0),
            count: Some(page.1),
            ..ListRequest::default()
        };
        let one = match resource_types {
            [one] => Some(*one),
            _ => None,
        };
        let list = self.muster.scim_list(client, one, &request).await?;
        let total = list.response.total_results().unwrap();
        let resources = list
            .response
            .resources
            .into_iter()
            .map(Representation::into_attributes);
        Ok((total, resources.collect()))
    }
}

fn id_of(representation: &Attributes) -> ResourceId {
    ResourceId::parse(representation["id"].as_str().unwrap()).unwrap()
}

fn client(organization_id: OrganizationId, scim_configuration_id: ScimConfigurationId) -> Client {
    Client {
        access: Access {
            owner: Owner {
                organization_id,
                scim_configuration_id,
            },
            actor: Actor::ScimConfiguration(scim_configuration_id),
            scope: Scope::default(),
            protocol: ProtocolSettings::default(),
            resource_types: ResourceTypes::core(),
        },
        prefer: Prefer::default(),
        base_url: format!("https://muster.example/scim/v2/{scim_configuration_id}"),
        request_id: "scim".to_owned(),
    }
}

fn new_scim(sso_configuration_id: SsoConfigurationId) -> NewScimConfiguration {
    NewScimConfiguration {
        name: None,
        sso_configuration_id,
        token_lifetime_micros: None,
        allow_unverified_email_account_linking: true,
    }
}

async fn other_organization(muster: &Muster, first: &Initialized) -> Place {
    let operator = muster
        .authenticate(first.operator_key.expose())
        .await
        .unwrap();
    let administrator = FirstAdministrator {
        name: "Theo Their".to_owned(),
        email: "theo@theirs.example".to_owned(),
    };
    let created = muster
        .operator_create_organization(&operator, "Theirs", &administrator, 1 << 50, "set-up")
        .await
        .unwrap();
    let initialized = Initialized {
        organization_id: created.organization.id,
        user_id: created.administrator.unwrap().id,
        token: created.token.unwrap(),
        operator_key: first.operator_key.clone(),
    };
    place(muster, &initialized).await
}

async fn place(muster: &Muster, made: &Initialized) -> Place {
    let caller = muster.authenticate(made.token.expose()).await.unwrap();
    let organization = made.organization_id;
    let sso = NewSsoConfiguration {
        settings: sso_settings("SSO"),
        client_secret: Secret::new("client secret"),
    };
    let sso = muster
        .create_sso_configuration(&caller, organization, sso, "set-up")
        .await
        .unwrap()
        .id;
    let (scim, issued) = muster
        .create_scim_configuration(&caller, organization, new_scim(sso), "set-up")
        .await
        .unwrap();
    let client = client(organization, scim.id);
    Place {
        organization,
        administrator: made.user_id,
        token: made.token.clone(),
        caller,
        sso,
        scim: scim.id,
        scim_token: issued.token,
        owner: client.access.owner,
        client,
    }
}

fn sso_settings(name: &str) -> SsoSettings {
    SsoSettings {
        display_name: name.to_owned(),
        client_id: "client".to_owned(),
        issuer_url: "https://idp.example".to_owned(),
        active: true,
        email_domains: vec!["people.example".to_owned()],
        additional_scopes: Vec::new(),
        claims_expression: String::new(),
        claims: Vec::new(),
    }
}
