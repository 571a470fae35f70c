use api::buf::validate::Violations;
use api::gitpod::v1::{ListMembersRequest, PaginationRequest};
use api::{Message, PageOverride, check_request, has_side_effects};
use connectrpc::{CodecFormat, ConnectError, ErrorCode, Payload};

const LIST: &str = "/gitpod.v1.OrganizationService/ListMembers";
const ID: &str = "b0e12f6c-4c67-429d-a4a6-d9838b5da047";

fn json(body: &str) -> Payload {
    Payload::new(body.to_owned().into(), CodecFormat::Json)
}

fn check(body: &str, page: &PageOverride) -> Result<PaginationRequest, ConnectError> {
    let mut payload = json(body);
    check_request(LIST, &mut payload, page)?;
    let request = payload.message::<ListMembersRequest>()?;
    Ok(request.pagination.as_option().cloned().unwrap_or_default())
}

#[test]
fn the_query_string_wins_over_the_message() {
    let body = format!(r#"{{"organizationId":"{ID}","pagination":{{"pageSize":1}}}}"#);
    let page = PageOverride {
        page_size: None,
        token: Some("T".into()),
    };
    let merged = check(&body, &page).unwrap();
    assert_eq!((merged.page_size, merged.token.as_str()), (1, "T"));
    let page = PageOverride {
        page_size: Some(7),
        token: None,
    };
    assert_eq!(check(&body, &page).unwrap().page_size, 7);
    assert_eq!(check(&body, &PageOverride::default()).unwrap().page_size, 1);
}

#[test]
fn the_query_string_obeys_the_rules() {
    let body = format!(r#"{{"organizationId":"{ID}"}}"#);
    let page = PageOverride {
        page_size: Some(101),
        token: None,
    };
    let error = check(&body, &page).unwrap_err();
    assert_eq!(error.code, ErrorCode::InvalidArgument);
}

#[test]
fn paging_is_merged_into_binary_messages_too() {
    let request = ListMembersRequest {
        organization_id: ID.into(),
        ..Default::default()
    };
    let mut payload = Payload::new(request.encode_to_vec().into(), CodecFormat::Proto);
    let page = PageOverride {
        page_size: Some(7),
        token: None,
    };
    check_request(LIST, &mut payload, &page).unwrap();
    let sent = ListMembersRequest::decode_from_slice(&payload.encoded().unwrap()).unwrap();
    assert_eq!(sent.pagination.as_option().unwrap().page_size, 7);
    assert_eq!(sent.organization_id, ID);
}

#[test]
fn a_broken_rule_is_an_error_with_a_detail() {
    use base64::Engine as _;
    let error = check(r#"{"organizationId":"x"}"#, &PageOverride::default()).unwrap_err();
    assert_eq!(error.code, ErrorCode::InvalidArgument);
    assert_eq!(
        error.message.as_deref(),
        Some("validation error:\n - organization_id: value must be a valid UUID [string.uuid]")
    );
    let detail = &error.details[0];
    assert_eq!(detail.type_url, "buf.validate.Violations");
    let bytes = base64::engine::general_purpose::STANDARD_NO_PAD
        .decode(detail.value.as_deref().unwrap())
        .unwrap();
    let violations = Violations::decode_from_slice(&bytes).unwrap();
    let violation = &violations.violations[0];
    assert_eq!(violation.rule_id.as_deref(), Some("string.uuid"));
    let field = &violation.field.as_option().unwrap().elements[0];
    assert_eq!(field.field_name.as_deref(), Some("organization_id"));
    assert_eq!((field.field_number, field.field_type), (Some(2), Some(9)));
    let rule: Vec<_> = violation
        .rule
        .as_option()
        .unwrap()
        .elements
        .iter()
        .map(|e| e.field_number)
        .collect();
    assert_eq!(rule, [Some(14), Some(22)]);
}

#[test]
fn only_a_json_object_is_a_message() {
    for bad in [" ", "null", "[]", r#"["x"]"#, "1", "{"] {
        let error = check(bad, &PageOverride::default()).unwrap_err();
        assert_eq!(error.code, ErrorCode::InvalidArgument, "{bad}");
    }
}

#[test]
fn no_json_at_all_is_an_empty_message() {
    let mut payload = json("");
    let identity = "/gitpod.v1.IdentityService/GetAuthenticatedIdentity";
    check_request(identity, &mut payload, &PageOverride::default()).unwrap();
    assert_eq!(payload.encoded().unwrap(), "{}");
}

#[test]
fn deep_json_is_an_error_not_a_crash() {
    let body = format!("{{\"x\":{}1{}}}", "[".repeat(100_000), "]".repeat(100_000));
    let error = check(&body, &PageOverride::default()).unwrap_err();
    assert_eq!(error.code, ErrorCode::InvalidArgument);
}

#[test]
fn side_effects_follow_the_proto_option() {
    assert!(!has_side_effects(LIST));
    assert!(!has_side_effects(
        "/gitpod.v1.IdentityService/GetAuthenticatedIdentity"
    ));
    assert!(has_side_effects(
        "/gitpod.v1.OrganizationService/RegenerateSCIMToken"
    ));
    assert!(has_side_effects(
        "/muster.v1.OperatorService/CreateOrganization"
    ));
    assert!(has_side_effects("/no.Such/Method"));
}
