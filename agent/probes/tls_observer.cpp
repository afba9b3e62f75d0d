#include "agent/probes/tls_observer.h"

#include <openssl/ssl.h>
#include <openssl/x509_vfy.h>

namespace traypulse {

struct TlsCallbacks {
    static int index() {
        static const int number = SSL_CTX_get_ex_new_index(0, nullptr, nullptr, nullptr, nullptr);
        return number;
    }
    static TlsObserver* observer(const SSL* ssl) {
        return static_cast<TlsObserver*>(SSL_CTX_get_ex_data(SSL_get_SSL_CTX(ssl), index()));
    }

    static CURLcode prepare(CURL*, void* context, void* self) {
        auto* ctx = static_cast<SSL_CTX*>(context);
        static_cast<TlsObserver*>(self)->seen_ = {};
        static_cast<TlsObserver*>(self)->seen_.began = std::chrono::steady_clock::now();
        SSL_CTX_set_ex_data(ctx, index(), self);
        SSL_CTX_set_verify(ctx, SSL_CTX_get_verify_mode(ctx), &TlsCallbacks::verified);
        SSL_CTX_set_info_callback(ctx, &TlsCallbacks::informed);
        return CURLE_OK;
    }

    // Once for each certificate of the chain. Looks on only: `good` is what libcurl's options make
    // of it.
    static int verified(int good, X509_STORE_CTX* store) {
        const auto* ssl = static_cast<const SSL*>(
            X509_STORE_CTX_get_ex_data(store, SSL_get_ex_data_X509_STORE_CTX_idx()));
        auto* self = ssl != nullptr ? observer(ssl) : nullptr;
        if (self == nullptr) return good;
        auto& seen = self->seen_;
        if (!seen.certificate)
            if (const auto* leaf = X509_STORE_CTX_get0_cert(store))
                seen.certificate = read_certificate(leaf);
        if (good == 0 && seen.error == 0) {
            seen.error = X509_STORE_CTX_get_error(store);
            seen.depth = X509_STORE_CTX_get_error_depth(store);
        }
        return good;
    }

    static std::string alert_text(int value) {
        // Of TLS 1.3 (RFC 8446 §6), and without words in OpenSSL 3.0.
        constexpr int kCertificateRequired = 116;
        constexpr int kNumber = 0xff;
        if ((value & kNumber) == kCertificateRequired) return "certificate required";
        const std::string text = SSL_alert_desc_string_long(value);
        return text == "unknown" ? "alert " + std::to_string(value & kNumber) : text;
    }

    static void informed(const SSL* ssl, int where, int value) {
        auto* self = observer(ssl);
        if (self == nullptr) return;
        if ((where & SSL_CB_HANDSHAKE_DONE) != 0) {
            const unsigned char* name = nullptr;
            unsigned length = 0;
            SSL_get0_alpn_selected(ssl, &name, &length);
            self->seen_.http2 = length == 2 && name[0] == 'h' && name[1] == '2';
            self->seen_.version = SSL_get_version(ssl);
        }
        // A notice that the server closes is no complaint.
        if ((where & SSL_CB_READ_ALERT) == SSL_CB_READ_ALERT &&
            (value & 0xff) != SSL3_AD_CLOSE_NOTIFY)
            self->seen_.alert = alert_text(value);
    }
};

void TlsObserver::watch(CURL* easy) {
    curl_easy_setopt(easy, CURLOPT_SSL_CTX_FUNCTION, &TlsCallbacks::prepare);
    curl_easy_setopt(easy, CURLOPT_SSL_CTX_DATA, this);
}

}  // namespace traypulse
