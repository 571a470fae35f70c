//! AI agents and the applications that host them (draft-abbey-scim-agent-extension-00).

use std::sync::Arc;

use serde_json::{Map, json};

use super::Pack;
use super::read::read;
use crate::resource_type::ResourceType;

pub(super) fn pack() -> Pack {
    Pack {
        name: "agents",
        title: "AI agents",
        description: "AI agents as identities of their own, and the applications that host them.",
        specification: "https://datatracker.ietf.org/doc/html/draft-abbey-scim-agent-extension-00",
        resource_types: vec![Arc::new(agent()), Arc::new(agentic_application())],
        service_provider_config: Map::from_iter([(
            "agentExtension".to_owned(),
            json!({
                "supported": true,
                "agentsSupported": true,
                "agenticApplicationsSupported": true,
            }),
        )]),
    }
}

fn agent() -> ResourceType {
    ResourceType {
        name: "Agent".to_owned(),
        endpoint: "/Agents".to_owned(),
        description: "AI agent".to_owned(),
        schema: Arc::new(read(include_str!("agents/agent.json"))),
        extensions: Vec::new(),
        read_only: false,
    }
}

fn agentic_application() -> ResourceType {
    ResourceType {
        name: "AgenticApplication".to_owned(),
        endpoint: "/AgenticApplications".to_owned(),
        description: "Application that hosts agents".to_owned(),
        schema: Arc::new(read(include_str!("agents/agentic_application.json"))),
        extensions: Vec::new(),
        read_only: false,
    }
}
