/* Included before each file of .NET's OpenSSL shim where OpenSSL is linked in (Ingest.Function.csproj): what a start does not
   load. The shim asks for every algorithm by its old names, all error texts, and the machine's configuration file, which were
   two fifths of a cold start's instructions. Algorithms come from the provider without old names; only digests are looked up
   by them, for signatures of certificates. The errors that matter are in Http/TlsErrors.cs, and no file of the machine's
   shall say how the function speaks TLS. Source: OPENSSL_init_crypto(3), OPENSSL_init_ssl(3), EVP_get_digestbyname(3). */
#include <openssl/evp.h>
#include <openssl/ssl.h>

static inline int ingest_init_ssl(uint64_t options, const OPENSSL_INIT_SETTINGS *settings)
{
    (void)options;
    if (!OPENSSL_init_ssl(
            OPENSSL_INIT_NO_ADD_ALL_CIPHERS | OPENSSL_INIT_NO_ADD_ALL_DIGESTS | OPENSSL_INIT_NO_LOAD_CONFIG |
                OPENSSL_INIT_NO_LOAD_CRYPTO_STRINGS | OPENSSL_INIT_NO_LOAD_SSL_STRINGS | OPENSSL_INIT_NO_ATEXIT,
            settings))
        return 0;
    return EVP_add_digest(EVP_sha1()) && EVP_add_digest(EVP_sha256()) && EVP_add_digest(EVP_sha384()) && EVP_add_digest(EVP_sha512());
}

#define OPENSSL_init_ssl ingest_init_ssl
