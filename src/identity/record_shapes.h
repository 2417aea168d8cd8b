// identity/record_shapes.h: how the details of an entity are written down as JSON. Member names are
// a storage format (docs/formats/database.md): never rename one.
#pragma once

#include "identity/records.h"
#include "wire/shape.h"

// clang-format off
template <>
inline constexpr auto trent::wire::shape<trent::identity::Permissions> = std::tuple{
    wire::member("inlinePolicies", &identity::Permissions::inline_policies),
    wire::member("attached",       &identity::Permissions::attached),
    wire::member("boundary",       &identity::Permissions::boundary),
};
template <>
inline constexpr auto trent::wire::shape<trent::identity::User> = std::tuple{
    wire::member("permissions", &identity::User::permissions, wire::kRequired),
    wire::member("groups",      &identity::User::groups),
    wire::member("tags",        &identity::User::tags),
};
template <>
inline constexpr auto trent::wire::shape<trent::identity::Group> = std::tuple{
    wire::member("permissions", &identity::Group::permissions, wire::kRequired),
};
template <>
inline constexpr auto trent::wire::shape<trent::identity::Role> = std::tuple{
    wire::member("permissions",       &identity::Role::permissions, wire::kRequired),
    wire::member("trustPolicy",       &identity::Role::trust_policy, wire::kRequired),
    wire::member("trustedIds",        &identity::Role::trusted_ids),
    wire::member("description",       &identity::Role::description),
    wire::member("maxSessionSeconds", &identity::Role::max_session_seconds, wire::kRequired),
    wire::member("tags",              &identity::Role::tags),
};
template <>
inline constexpr auto trent::wire::shape<trent::identity::PolicyVersion> = std::tuple{
    wire::member("number",   &identity::PolicyVersion::number, wire::kRequired),
    wire::member("document", &identity::PolicyVersion::document, wire::kRequired),
    wire::member("created",  &identity::PolicyVersion::created, wire::kRequired),
};
template <>
inline constexpr auto trent::wire::shape<trent::identity::ManagedPolicy> = std::tuple{
    wire::member("description",    &identity::ManagedPolicy::description),
    wire::member("versions",       &identity::ManagedPolicy::versions, wire::kRequired),
    wire::member("defaultVersion", &identity::ManagedPolicy::default_version, wire::kRequired),
    wire::member("lastVersion",    &identity::ManagedPolicy::last_version, wire::kRequired),
    wire::member("attachments",    &identity::ManagedPolicy::attachments, wire::kRequired),
    wire::member("boundaryUses",   &identity::ManagedPolicy::boundary_uses, wire::kRequired),
    wire::member("updated",        &identity::ManagedPolicy::updated, wire::kRequired),
    wire::member("tags",           &identity::ManagedPolicy::tags),
};
template <>
inline constexpr auto trent::wire::shape<trent::identity::OidcProvider> = std::tuple{
    wire::member("clientIds",   &identity::OidcProvider::client_ids),
    wire::member("thumbprints", &identity::OidcProvider::thumbprints),
    wire::member("tags",        &identity::OidcProvider::tags),
};
// clang-format on
