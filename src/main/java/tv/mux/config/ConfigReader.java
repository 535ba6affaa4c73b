package tv.mux.config;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.stream.Stream;

/** Reads the configuration from environment variables, and checks the settings that depend on each other. */
final class ConfigReader {
    private ConfigReader() {}

    /**
     * Reads all settings from environment variables.
     *
     * @throws ConfigException if a value is not allowed; the message has one line for each such variable
     */
    static Config read(Map<String, String> environment) {
        List<String> wrong = new ArrayList<>();
        for (Setting<?> setting : Settings.all()) {
            try {
                setting.in(environment);
            } catch (ConfigException e) {
                wrong.add(e.getMessage());
            }
        }
        if (!wrong.isEmpty()) {
            throw new ConfigException(String.join(System.lineSeparator(), wrong));
        }
        Config.Listen http = new Config.Listen(Settings.HTTP_HOST.in(environment), Settings.HTTP_PORT.in(environment));
        Config.Listen admin =
                new Config.Listen(Settings.ADMIN_HOST.in(environment), Settings.ADMIN_PORT.in(environment));
        if (http.port() == admin.port() && http.port() != 0) {
            throw new ConfigException("ADMIN_PORT=" + admin.port() + " is not allowed: HTTP_PORT is the same port");
        }
        return new Config(
                new Config.Api(
                        Settings.API_URL.in(environment),
                        Settings.API_TOKEN.in(environment),
                        Settings.DEFAULT_HEAD.in(environment),
                        Settings.API_SILENCE_TIMEOUT.in(environment),
                        Settings.RESTREAMER_INTERNAL_URL.in(environment),
                        Settings.CORE_API_HOSTNAME.in(environment)),
                Settings.MUX_MODE.in(environment),
                new Config.Hls(
                        Settings.HLS_SEGMENT_TIME.in(environment),
                        Settings.HLS_LIST_SIZE.in(environment),
                        Settings.HLS_OUTPUT_DIR
                                .in(environment)
                                .orElseGet(() -> DefaultFolder.of(environment, http.port()))
                                .toAbsolutePath(),
                        Settings.SEGMENT_MEMORY.in(environment)),
                new Config.Transition(
                        Settings.TRANSITION_MODE.in(environment), Settings.TRANSITION_TIMEOUT.in(environment)),
                new Config.Slate(
                        Settings.SLATE_ENABLED.in(environment),
                        Settings.SLATE_TEXT.in(environment),
                        Settings.SLATE_FILE.in(environment),
                        Settings.SLATE_HOLD.in(environment)),
                new Config.Abr(
                        Settings.ABR_PRESET.in(environment),
                        Settings.ABR_GOP_SIZE.in(environment),
                        Settings.ABR_VARIANTS.in(environment)),
                new Config.Icecast(
                        Settings.ICECAST_ENABLED.in(environment),
                        Settings.ICECAST_HOST.in(environment),
                        Settings.ICECAST_PORT.in(environment),
                        Settings.ICECAST_SOURCE_PASSWORD.in(environment),
                        Settings.ICECAST_MOUNT.in(environment),
                        Settings.ICECAST_AUDIO_BITRATE.in(environment),
                        Settings.ICECAST_AUDIO_FORMAT.in(environment),
                        new Config.Icecast.Listing(
                                Settings.ICECAST_NAME.in(environment),
                                Settings.ICECAST_DESCRIPTION.in(environment),
                                Settings.ICECAST_GENRE.in(environment),
                                Settings.ICECAST_URL.in(environment),
                                Settings.ICECAST_PUBLIC.in(environment))),
                new Config.Input(
                        Settings.INPUT_ALLOW.in(environment),
                        Settings.INPUT_UNFIT.in(environment),
                        Settings.INPUT_MEMORY.in(environment).orElseGet(Config.Input::defaultMemory),
                        Settings.INPUT_PLAYLIST_ENTRIES.in(environment)),
                Settings.MUX_ROLE.in(environment),
                http,
                admin,
                new Config.Connections(
                        optional(Settings.HTTP_MAX_CONNECTIONS.in(environment)),
                        optional(Settings.HTTP_MAX_CONNECTIONS_PER_ADDRESS.in(environment))),
                cluster(environment),
                new Config.Ffmpeg(Settings.FFMPEG.in(environment)),
                new Config.Logging(Settings.LOG_LEVEL.in(environment), Settings.LOG_FORMAT.in(environment)));
    }

    private static OptionalInt optional(Optional<Integer> value) {
        return value.map(OptionalInt::of).orElseGet(OptionalInt::empty);
    }

    private static Config.Cluster cluster(Map<String, String> environment) {
        Config.Cluster cluster = new Config.Cluster(
                Settings.CLUSTER_MEMBERS.in(environment),
                Settings.CLUSTER_HOST.in(environment),
                Settings.CLUSTER_PORT.in(environment),
                Settings.CLUSTER_BUS_PORT.in(environment),
                Settings.CLUSTER_NAME.in(environment),
                Settings.NODE_PORT.in(environment),
                Settings.NODE_URL.in(environment),
                Settings.CLUSTER_SECRET.in(environment),
                Settings.CLUSTER_SECRET_OPTIONAL.in(environment),
                new Config.Tls(
                        Settings.CLUSTER_TLS_CERT.in(environment),
                        Settings.CLUSTER_TLS_KEY.in(environment),
                        Settings.CLUSTER_TLS_CA.in(environment)));
        if (cluster.alone()) {
            if (Settings.MUX_ROLE.in(environment) == Config.Role.EDGE) {
                throw new ConfigException(
                        "CLUSTER_MEMBERS= is not allowed with MUX_ROLE=edge: it must name the muxers");
            }
            return cluster;
        }
        String host = cluster.host().orElse("");
        if (host.isEmpty() || host.equals("0.0.0.0") || host.equals("::")) {
            throw new ConfigException(
                    "CLUSTER_HOST=" + host
                            + " is not allowed with CLUSTER_MEMBERS: it must be the address at which other nodes reach this machine");
        }
        requireSecret(cluster);
        Config.Tls tls = cluster.tls();
        if (!tls.serves() && (tls.cert().isPresent() || tls.key().isPresent())) {
            throw new ConfigException(
                    "CLUSTER_TLS_CERT and CLUSTER_TLS_KEY are allowed only together, and with CLUSTER_TLS_CA");
        }
        return cluster;
    }

    /** Requires a secret if other machines can reach the node's ports. */
    private static void requireSecret(Config.Cluster cluster) {
        if (cluster.secret().isPresent()) {
            return;
        }
        String remote = Stream.concat(
                        cluster.members().stream().map(member -> member.substring(0, member.lastIndexOf(':'))),
                        cluster.host().stream())
                .filter(host -> !Hosts.isLoopback(host))
                .findFirst()
                .orElse("");
        if (!remote.isEmpty()) {
            throw new ConfigException("CLUSTER_SECRET= is not allowed with " + remote
                    + " in CLUSTER_MEMBERS or CLUSTER_HOST: nodes that other machines can reach must share "
                    + Settings.CLUSTER_SECRET.allowed().replace(", or empty", "")
                    + "; openssl rand -hex 32 creates a secret");
        }
        if (cluster.secretOptional()) {
            throw new ConfigException("CLUSTER_SECRET_OPTIONAL=true is not allowed without CLUSTER_SECRET");
        }
    }
}
