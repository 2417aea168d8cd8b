/* The one symbol that Debian 13's libcrypto.a wants and an older glibc lacks: strtol that also knows
   C23's 0b prefix. OpenSSL never passes base 0 with such a number, so the older strtol will do.
   tools/fetch-openssl.sh adds this to the archive; compiled as C11, where strtol is not renamed. */
#include <stdlib.h>

__attribute__((visibility("hidden"))) long __isoc23_strtol(const char* text, char** end, int base) {
  return strtol(text, end, base);
}
