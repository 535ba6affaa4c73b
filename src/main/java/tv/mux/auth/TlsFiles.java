package tv.mux.auth;

import io.netty.handler.ssl.SslContext;
import io.netty.handler.ssl.SslContextBuilder;
import io.vertx.core.net.PemKeyCertOptions;
import io.vertx.core.net.PemTrustOptions;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.Optional;
import javax.net.ssl.SSLException;
import tv.mux.config.Config.Tls;
import tv.mux.config.ConfigException;

/** Reads the PEM files for TLS between nodes, and creates the TLS options of Vert.x and Netty from them. */
public final class TlsFiles {
    private TlsFiles() {}

    /** The certificate and private key that a node presents to its peers. */
    public static PemKeyCertOptions certificate(Tls tls) {
        return new PemKeyCertOptions()
                .setCertPath(tls.cert().orElseThrow().toString())
                .setKeyPath(tls.key().orElseThrow().toString());
    }

    /**
     * The TLS context of a listener, or empty if no certificate is configured. Reads the files.
     *
     * @throws ConfigException if the files are not a certificate and its private key
     */
    public static Optional<SslContext> server(Tls tls) {
        if (!tls.serves()) {
            return Optional.empty();
        }
        Path cert = tls.cert().orElseThrow();
        Path key = tls.key().orElseThrow();
        try {
            return Optional.of(
                    SslContextBuilder.forServer(cert.toFile(), key.toFile()).build());
        } catch (IllegalArgumentException | SSLException e) {
            throw new ConfigException("CLUSTER_TLS_CERT=" + cert + ", CLUSTER_TLS_KEY=" + key
                    + " are not allowed: they must be the PEM files of a certificate and its unencrypted private key: "
                    + e.getMessage());
        }
    }

    /** The authority whose certificates a node trusts. */
    public static PemTrustOptions trusted(Tls tls) {
        return new PemTrustOptions().addCertPath(tls.authority().orElseThrow().toString());
    }

    /**
     * Checks that all configured files are readable.
     *
     * @throws ConfigException if a file is not readable
     */
    public static void check(Tls tls) {
        Map.of("CLUSTER_TLS_CERT", tls.cert(), "CLUSTER_TLS_KEY", tls.key(), "CLUSTER_TLS_CA", tls.authority())
                .forEach(TlsFiles::check);
    }

    private static void check(String setting, Optional<Path> file) {
        file.filter(path -> !Files.isReadable(path)).ifPresent(path -> {
            throw new ConfigException(setting + "=" + path + " is not allowed: it must be a readable PEM file");
        });
    }
}
