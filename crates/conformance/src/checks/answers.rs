//! What is true of every answer, whichever check asked.

use crate::check::watches;
use crate::judge::{error, http, list, representation, values};

watches![
    "7231-6.6-server-error", Must, "No request makes the service provider fail",
    "The 5xx (Server Error) class of status code indicates that the server is aware that it has erred or is incapable of performing the requested method."
        => http::server_error;
    "7644-3.8-media-type", Must, "Answers have the media type application/scim+json when it is asked for",
    "Service providers MUST support the \"Accept\" header \"Accept: application/scim+json\" …"
        => http::media_type;
    "7644-3.8-json", Must, "Bodies that say they are JSON are JSON",
    "… both of which specify JSON documents conforming to [RFC7159]."
        => http::json;
    "7644-3.12-error-body", Must, "Errors have a SCIM error as their body",
    "In addition to returning an HTTP response code, implementers MUST return the errors in the body of the response in a JSON format …"
        => error::body;
    "7644-3.12-error-status", Must, "The status in an error is a string, and the status of the answer",
    "The HTTP status code (see Section 6 of [RFC7231]) expressed as a JSON string. REQUIRED."
        => error::status;
    "7644-3.12-scim-type", Must, "The scimType of an error is a word that the RFCs define",
    "A SCIM detail error keyword. See Table 9. OPTIONAL."
        => error::scim_type;
    "7644-3.12-scim-type-status", Interop, "A scimType comes only with a status that it is defined for",
    "For HTTP status code 400 (Bad Request) responses, the following detail error types are defined:"
        => error::scim_type_status;
    "7644-3.12-error-detail", Interop, "Errors say in their detail what is wrong",
    "A detailed human-readable message. OPTIONAL."
        => error::detail;
    "7644-3.12-error-internals", Interop, "Errors show no stack traces and no SQL",
    "[Identity providers show the detail of an error to administrators.]"
        => error::internals;
    "7644-2-www-authenticate", Must, "A 401 says in WWW-Authenticate how to authenticate",
    "As per Section 4.1 of [RFC7235], a SCIM service provider SHALL indicate supported HTTP authentication schemes via the \"WWW-Authenticate\" header."
        => http::challenge;
    "7231-6.5.5-allow", Must, "A 405 says in Allow which methods there are",
    "The origin server MUST generate an Allow header field in a 405 response containing a list of the target resource's currently supported methods."
        => http::allow;
    "6585-4-retry-after", Interop, "A 429 says in Retry-After how many seconds to wait",
    "[Okta reads whole seconds and no dates.]"
        => http::retry_after;
    "7644-3.12-redirect", Interop, "Requests are answered where they are sent",
    "[Identity providers do not follow redirects of changes, and some follow none.]"
        => http::redirect;
    "7644-3.4.2-list-response", Must, "Lists are identified as a ListResponse",
    "Responses MUST be identified using the following URI: \"urn:ietf:params:scim:api:messages:2.0:ListResponse\"."
        => list::schema;
    "7644-3.4.2-list-members", Must, "Lists have totalResults and Resources",
    "The total number of results returned by the list or query operation. … REQUIRED. … REQUIRED if \"totalResults\" is non-zero."
        => list::members;
    "7644-3.4.2-page-numbers", Must, "itemsPerPage counts what is there, and a part of a list says where it begins",
    "The number of resources returned in a list response page. REQUIRED when partial results are returned due to pagination."
        => list::page;
    "7644-3.4.2-empty-resources", Interop, "Empty lists have an empty Resources",
    "[Identity providers look for Resources without looking at totalResults.]"
        => list::empty;
    "7643-3-schemas", Must, "schemas names the base schema, the extensions in use and nothing else, each once",
    "The \"schemas\" attribute for a resource MUST only contain values defined as \"schema\" and \"schemaExtensions\" for the resource's defined \"resourceType\". Duplicate values MUST NOT be included."
        => representation::schemas;
    "7643-3.1-id", Must, "Every representation has a non-empty id without the word bulkId",
    "Each representation of the resource MUST include a non-empty \"id\" value. … The string \"bulkId\" is a reserved keyword and MUST NOT be used within any unique identifier value."
        => representation::id;
    "7643-3.1-meta", Must, "meta has resourceType, created, lastModified and location",
    "When accepted by a service provider (e.g., after a SCIM create), the attributes \"id\" and \"meta\" (and its associated sub-attributes) MUST be assigned values by the service provider."
        => representation::meta;
    "7643-2.3.5-date-times", Must, "meta.created and meta.lastModified are dateTimes",
    "The attribute value MUST be encoded as a valid xsd:dateTime as specified in Section 3.3.7 of [XML-Schema] and MUST include both a date and a time."
        => representation::times;
    "7643-3.1-version-is-etag", Must, "meta.version is the ETag",
    "This value must be the same as the entity-tag (ETag) HTTP response header …"
        => http::entity_tag;
    "7643-3.1-content-location", Must, "A Content-Location header is meta.location",
    "This value MUST be the same as the \"Content-Location\" HTTP response header …"
        => http::content_location;
    "7643-2.3-json-types", Must, "Values have the JSON type that the schema says",
    "Attribute data types are derived from JSON [RFC7159]."
        => values::types;
    "7643-7-returned-never", Must, "What is never returned does not come back",
    "The attribute is never returned."
        => values::never;
    "7643-7-returned-request", Must, "What is returned on request is not returned without one",
    "The attribute is returned in a SCIM query operation only if specified in the \"attributes\" parameter."
        => values::on_request;
    "7643-4.1.1-password-not-returned", Must, "No answer contains a password",
    "The cleartext value or the hashed value of a password SHALL NOT be returnable by a service provider."
        => values::password;
    "7643-2.4-one-primary", Must, "At most one value of an attribute is primary",
    "The primary attribute value \"true\" MUST appear no more than once."
        => values::primary;
    "7643-2.4-no-duplicates", Should, "No two values of an attribute have the same type and value",
    "… SHOULD NOT return the same (type, value) combination more than once per attribute, as this complicates processing by the client."
        => values::pairs;
    "7643-7-defined-attributes", Interop, "Representations have only attributes that a schema defines",
    "For every schema URI used in a resource object, there is a corresponding \"Schema\" resource."
        => values::undefined;
];
