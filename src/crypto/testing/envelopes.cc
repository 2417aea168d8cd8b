#include "crypto/testing/envelopes.h"

#include <openssl/cms.h>
#include <openssl/err.h>

#include "crypto/internal/openssl_handles.h"
#include "crypto/internal/pkey.h"

namespace trent::crypto::testing {

std::optional<SecretBytes> open_envelope(const PrivateKey& recipient, ByteView envelope) {
  const internal::BioHandle in(
      BIO_new_mem_buf(envelope.data(), internal::int_size(envelope.size())));
  const internal::CmsHandle cms(d2i_CMS_bio(in.get(), nullptr));
  const internal::BioHandle out(BIO_new(BIO_s_mem()));
  const bool opened = cms != nullptr && CMS_decrypt(cms.get(), recipient.pkey().handle.get(),
                                                    nullptr, nullptr, out.get(), CMS_BINARY) == 1;
  ERR_clear_error();
  if (!opened) return std::nullopt;
  char* text = nullptr;
  const long size_bytes = BIO_get_mem_data(out.get(), &text);
  return SecretBytes::copy_of(as_bytes({text, static_cast<std::size_t>(size_bytes)}));
}

}  // namespace trent::crypto::testing
