// server/attestation_roots.h: the file that says under which roots attestation documents are
// trusted.
#pragma once

#include <string>

#include "attestation/document.h"
#include "base/error.h"

namespace trent::server {

// Reads a PEM file with one or several root certificates, of at most 1 MiB.
// Errors: Internal, with a detail that names the file and what is wrong with it.
Result<attestation::TrustAnchors> read_attestation_roots(const std::string& path);

}  // namespace trent::server
