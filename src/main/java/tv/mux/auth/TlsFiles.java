package tv.mux.auth;

import io.vertx.core.net.PemKeyCertOptions;
import io.vertx.core.net.PemTrustOptions;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.Optional;
import tv.mux.config.Config.Tls;
import tv.mux.config.ConfigException;

/** The PEM files for TLS between nodes, as Vert.x takes them. */
public final class TlsFiles {
    private TlsFiles() {}

    /** What a listener shows. */
    public static PemKeyCertOptions shown(Tls tls) {
        return new PemKeyCertOptions()
                .setCertPath(tls.cert().orElseThrow().toString())
                .setKeyPath(tls.key().orElseThrow().toString());
    }

    /** Whom a node trusts. */
    public static PemTrustOptions trusted(Tls tls) {
        return new PemTrustOptions().addCertPath(tls.authority().orElseThrow().toString());
    }

    /**
     * Sees that the files are there.
     *
     * @throws ConfigException when one cannot be read
     */
    public static void check(Tls tls) {
        Map.of("CLUSTER_TLS_CERT", tls.cert(), "CLUSTER_TLS_KEY", tls.key(), "CLUSTER_TLS_CA", tls.authority())
                .forEach(TlsFiles::check);
    }

    private static void check(String setting, Optional<Path> file) {
        file.filter(path -> !Files.isReadable(path)).ifPresent(path -> {
            throw new ConfigException(setting + "=" + path + " is not allowed: it must be a PEM file that can be read");
        });
    }
}
