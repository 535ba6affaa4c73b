package tv.mux.config;

import java.net.URI;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.stream.Stream;
import tv.mux.text.Redaction;

/**
 * Every setting, read once from the environment, and valid by construction: what is wrong stops the start with a line
 * that names the variable, its value, and what is allowed.
 */
public record Config(
        Api api,
        Mode mode,
        Hls hls,
        Transition transition,
        Slate slate,
        Abr abr,
        Icecast icecast,
        Input input,
        Role role,
        Listen http,
        Listen admin,
        Connections connections,
        Cluster cluster,
        Ffmpeg ffmpeg,
        Logging logging) {

    /** A copy of this configuration with another output folder. */
    public Config withOutputDir(Path folder) {
        return new Config(
                api,
                mode,
                new Hls(hls.segmentTime(), hls.listSize(), folder, hls.segmentMemory()),
                transition,
                slate,
                abr,
                icecast,
                input,
                role,
                http,
                admin,
                connections,
                cluster,
                ffmpeg,
                logging);
    }

    /** How the output is made. */
    public enum Mode {
        COPY,
        ABR
    }

    /** What this node does. */
    public enum Role {
        ALL,
        MUXER,
        EDGE
    }

    /** The scheduler, and how its heads become addresses. */
    public record Api(
            URI url,
            Optional<String> token,
            Optional<URI> defaultHead,
            Duration silence,
            URI restreamerInternalUrl,
            Optional<String> coreApiHostname) {

        /** Where the playhead's events come from. */
        public URI events() {
            String query = url.getRawQuery() == null ? "" : "?" + url.getRawQuery();
            return URI.create(url.getScheme() + "://" + url.getRawAuthority()
                    + url.getRawPath().replaceAll("/+$", "") + "/events" + query);
        }

        @Override
        public String toString() {
            return "Api[" + Redaction.url(url.toString()) + "]";
        }
    }

    /**
     * The shape of the output, and where it is kept.
     *
     * @param segmentMemory how many bytes of segments are kept in memory at most
     */
    public record Hls(Duration segmentTime, int listSize, Path outputDir, long segmentMemory) {}

    /** How a switch is made. */
    public record Transition(TransitionMode mode, Duration timeout) {}

    /**
     * What stands in while no input delivers.
     *
     * @param text what stands on its card
     * @param picture what is shown instead of a card
     * @param hold how long an input must deliver before it is taken back
     */
    public record Slate(boolean enabled, String text, Optional<Path> picture, Duration hold) {}

    /** Whether two inputs may be read at the same time. */
    public enum TransitionMode {
        OVERLAP,
        SEQUENTIAL
    }

    /** The ladder of the adaptive bit rate mode. */
    public record Abr(String preset, int gopSize, List<Variant> variants) {}

    /** The Icecast server that gets the audio. */
    public record Icecast(
            boolean enabled,
            String host,
            int port,
            String sourcePassword,
            String mount,
            int audioBitrate,
            AudioFormat audioFormat,
            Listing listing) {

        /** What its listeners, and where wanted a public directory of streams, are told of the mount. */
        public record Listing(
                String name, Optional<String> description, Optional<String> genre, Optional<URI> url, boolean listed) {}

        @Override
        public String toString() {
            return "Icecast[" + host + ":" + port + mount + "]";
        }
    }

    /** What Icecast's listeners hear. */
    public enum AudioFormat {
        MP3,
        AAC
    }

    /**
     * How inputs are read.
     *
     * @param allow where redirects and playlist entries may lead besides an input's own host and public addresses
     * @param unfit what becomes of media that players cannot show
     * @param memory limit of the memory of all inputs together, in bytes
     * @param playlistEntries limit of the segments in an input's playlist
     */
    public record Input(List<String> allow, Unfit unfit, long memory, int playlistEntries) {
        private static final long MOST_BY_DEFAULT = 256L << 20;
        private static final int PART_OF_HEAP = 4;
        private static final int ENTRIES = 2000;

        /** Default settings: transcodes unfit media, with the default limits. */
        public Input(List<String> allow) {
            this(allow, Unfit.TRANSCODE, defaultMemory(), ENTRIES);
        }

        /** The smaller of 256 MB and a quarter of the heap. */
        static long defaultMemory() {
            return Math.min(MOST_BY_DEFAULT, Runtime.getRuntime().maxMemory() / PART_OF_HEAP);
        }
    }

    /** What becomes of media that players cannot show. */
    public enum Unfit {
        TRANSCODE,
        REFUSE
    }

    /** An address to listen on. */
    public record Listen(String host, int port) {}

    /**
     * Limits of the players' open connections. An empty limit gets a default, which is lower if the process has few
     * file descriptors.
     *
     * @param most limit of all connections together
     * @param perAddress limit of the connections from one address; 0: no limit
     */
    public record Connections(OptionalInt most, OptionalInt perAddress) {}

    /**
     * The other nodes.
     *
     * @param members the muxers' Hazelcast addresses; empty: alone
     * @param host the address this node listens on for the others; empty: loopback, alone
     * @param port of its Hazelcast
     * @param busPort of its event bus; empty: a free one
     * @param name nodes of another name are not talked to
     * @param nodePort where it serves other nodes
     * @param nodeUrl where other nodes fetch its segments; empty: at its host and port
     * @param secret the secret that all nodes share; empty: every peer that reaches the ports is accepted
     * @param secretOptional whether peers without the secret are accepted too, during the introduction of a secret
     * @param tls the files for TLS between nodes
     */
    public record Cluster(
            List<String> members,
            Optional<String> host,
            int port,
            Optional<Integer> busPort,
            String name,
            int nodePort,
            Optional<URI> nodeUrl,
            Optional<Secret> secret,
            boolean secretOptional,
            Tls tls) {

        /** The secret that every peer must have, or empty if peers need none. */
        public Optional<Secret> requiredSecret() {
            return secretOptional ? Optional.empty() : secret;
        }

        /** Whether there is nobody else. */
        public boolean alone() {
            return members.isEmpty();
        }

        /** Where other nodes fetch this node's segments. */
        public String url() {
            return nodeUrl.map(uri -> uri.toString().replaceAll("/+$", ""))
                    .orElseGet(() -> (tls.serves() ? "https://" : "http://") + bracketed(host.orElse("127.0.0.1")) + ":"
                            + nodePort);
        }

        private static String bracketed(String address) {
            return address.contains(":") ? "[" + address + "]" : address;
        }

        @Override
        public String toString() {
            return "Cluster[" + name + ", members " + members + "]";
        }
    }

    /**
     * PEM files for TLS between nodes: node-to-node HTTP and the event bus.
     *
     * @param cert this node's certificate, with the chain up to the authority
     * @param key its private key
     * @param authority certificate of the authority, which must issue certificates to the nodes only
     */
    public record Tls(Optional<Path> cert, Optional<Path> key, Optional<Path> authority) {
        /** The default: no TLS. */
        public static final Tls NONE = new Tls(Optional.empty(), Optional.empty(), Optional.empty());

        /** Whether this node's listeners use TLS. */
        public boolean serves() {
            return cert.isPresent() && key.isPresent() && authority.isPresent();
        }
    }

    /** The FFmpeg to run. */
    public record Ffmpeg(String path) {}

    /** What the log tells, and how. */
    public record Logging(Level level, LogFormat format) {}

    /** From what weight on the log tells. */
    public enum Level {
        ERROR,
        WARN,
        INFO,
        DEBUG,
        TRACE
    }

    /** How the log's lines look. */
    public enum LogFormat {
        TEXT,
        JSON
    }

    // ---- the variables --------------------------------------------------------------------------------------------

    private static final List<Setting<?>> ALL = new ArrayList<>();

    private static final Setting<URI> API_URL =
            add("API_URL", "http://api:8080", "the scheduler; its events are read from API_URL/events", Values.http());
    private static final Setting<Optional<String>> API_TOKEN = add(
            add("API_TOKEN", "", "sent to the scheduler as a bearer token, when set", Values.optional(Values.token()))
                    .asSecret());
    private static final Setting<Duration> API_SILENCE_TIMEOUT = add(
            "API_SILENCE_TIMEOUT",
            "60",
            "seconds without a byte after which the scheduler's connection is taken for dead",
            Values.seconds(1, 3600));
    private static final Setting<Optional<URI>> DEFAULT_HEAD = add(
            "DEFAULT_HEAD",
            "",
            "what is on air when the scheduler has never been heard: an HLS address",
            Values.optional(Values.http()));
    private static final Setting<URI> RESTREAMER_INTERNAL_URL = add(
            "RESTREAMER_INTERNAL_URL",
            "http://restreamer:8080",
            "where heads under https://CORE_API_HOSTNAME/ are read from",
            Values.http());
    private static final Setting<Optional<String>> CORE_API_HOSTNAME = add(
            "CORE_API_HOSTNAME",
            "",
            "the public host name whose heads are read from RESTREAMER_INTERNAL_URL",
            Values.optional(Values.host()));
    private static final Setting<Mode> MUX_MODE =
            add("MUX_MODE", "copy", "copy: pass through; abr: x264 renditions beside", Values.oneOf(Mode.class));
    private static final Setting<Duration> HLS_SEGMENT_TIME =
            add("HLS_SEGMENT_TIME", "4", "seconds a segment is meant to last", Values.seconds(1, 20));
    private static final Setting<Integer> HLS_LIST_SIZE =
            add("HLS_LIST_SIZE", "20", "segments a playlist lists", Values.number(5, 500));
    private static final Setting<Optional<Path>> HLS_OUTPUT_DIR = add(
            "HLS_OUTPUT_DIR",
            "",
            "folder of the log and the segments (empty: mux-HTTP_PORT in $STATE_DIRECTORY, otherwise in"
                    + " $XDG_STATE_HOME, otherwise in the temporary folder)",
            Values.optional(Values.path()));
    private static final Setting<Long> SEGMENT_MEMORY = add(
            "SEGMENT_MEMORY",
            "256m",
            "bytes of segments kept in memory at most; all the playlist lists should fit",
            Values.bytes());
    private static final Setting<Duration> TRANSITION_TIMEOUT = add(
            "TRANSITION_TIMEOUT",
            "15",
            "seconds a new input may take to deliver before the switch is told as failed",
            Values.seconds(1, 600));
    private static final Setting<TransitionMode> TRANSITION_MODE = add(
            "TRANSITION_MODE",
            "overlap",
            "overlap: the new input starts while the old goes on; sequential: for inputs that allow one reader only",
            Values.oneOf(TransitionMode.class));
    private static final Setting<Boolean> SLATE_ENABLED =
            add("SLATE_ENABLED", "true", "whether a slate stands in while no input delivers", Values.bool());
    private static final Setting<String> SLATE_TEXT =
            add("SLATE_TEXT", "Back in a moment", "what stands on the slate's card", Values.visible());
    private static final Setting<Optional<Path>> SLATE_FILE = add(
            "SLATE_FILE", "", "a picture that is shown instead of the slate's card", Values.optional(Values.path()));
    private static final Setting<Duration> SLATE_HOLD = add(
            "SLATE_HOLD",
            "2",
            "seconds an input must deliver before it is taken back from the slate",
            Values.seconds(0, 60));
    private static final Setting<String> ABR_PRESET =
            add("ABR_PRESET", "veryfast", "the x264 preset", Values.x264Preset());
    private static final Setting<Integer> ABR_GOP_SIZE = add(
            "ABR_GOP_SIZE",
            "48",
            "frames between key frames where the source's own video has to be transcoded",
            Values.number(1, 1000));
    private static final Setting<List<Variant>> ABR_VARIANTS = add(
            "ABR_VARIANTS",
            "[{\"height\":1080,\"video_bitrate\":\"5000k\",\"audio_bitrate\":\"192k\"},"
                    + "{\"height\":720,\"video_bitrate\":\"2800k\",\"audio_bitrate\":\"128k\"},"
                    + "{\"height\":576,\"video_bitrate\":\"1400k\",\"audio_bitrate\":\"96k\"}]",
            "the renditions beside the source, as JSON",
            Values.variants());
    private static final Setting<Boolean> ICECAST_ENABLED =
            add("ICECAST_ENABLED", "true", "whether Icecast gets the audio", Values.bool());
    private static final Setting<String> ICECAST_HOST =
            add("ICECAST_HOST", "icecast", "the Icecast server", Values.host());
    private static final Setting<Integer> ICECAST_PORT =
            add("ICECAST_PORT", "8000", "its port", Values.number(1, 65535));
    private static final Setting<String> ICECAST_SOURCE_PASSWORD =
            add(add("ICECAST_SOURCE_PASSWORD", "hackme", "the password of its sources", Values.visible())
                    .asSecret());
    private static final Setting<String> ICECAST_MOUNT =
            add("ICECAST_MOUNT", "/stream.mp3", "the mount to send to", Values.mount());
    private static final Setting<Integer> ICECAST_AUDIO_BITRATE =
            add("ICECAST_AUDIO_BITRATE", "128k", "the audio's bit rate there", Values.mp3Bitrate());
    private static final Setting<AudioFormat> ICECAST_AUDIO_FORMAT =
            add("ICECAST_AUDIO_FORMAT", "mp3", "the audio's format there", Values.oneOf(AudioFormat.class));
    private static final Setting<String> ICECAST_NAME =
            add("ICECAST_NAME", "Mux", "the name of the stream that its listeners are told", Values.visible());
    private static final Setting<Optional<String>> ICECAST_DESCRIPTION =
            add("ICECAST_DESCRIPTION", "", "a sentence on it that they are told", Values.optional(Values.visible()));
    private static final Setting<Optional<String>> ICECAST_GENRE =
            add("ICECAST_GENRE", "", "its genre that they are told", Values.optional(Values.visible()));
    private static final Setting<Optional<URI>> ICECAST_URL =
            add("ICECAST_URL", "", "the page about it that they are told", Values.optional(Values.http()));
    private static final Setting<Boolean> ICECAST_PUBLIC =
            add("ICECAST_PUBLIC", "false", "whether Icecast may list it in a public directory", Values.bool());
    private static final Setting<List<String>> INPUT_ALLOW = add(
            "INPUT_ALLOW",
            "",
            "where redirects and playlist entries of inputs may lead besides their own host and public addresses",
            Values.allowList());
    private static final Setting<Unfit> INPUT_UNFIT = add(
            "INPUT_UNFIT",
            "transcode",
            "transcode: what players cannot show is transcoded, what is missing added; refuse: it is not put on air",
            Values.oneOf(Unfit.class));
    private static final Setting<Optional<Long>> INPUT_MEMORY = add(
            "INPUT_MEMORY",
            "",
            "memory limit of all inputs together, in bytes; one input may use half, one segment a quarter (empty:"
                    + " 256m, or a quarter of the heap if that is less)",
            Values.optional(Values.bytes()));
    private static final Setting<Integer> INPUT_PLAYLIST_ENTRIES = add(
            "INPUT_PLAYLIST_ENTRIES",
            "" + Input.ENTRIES,
            "limit of the segments in an input's playlist; a longer playlist is refused",
            Values.number(100, 50_000));
    private static final Setting<Role> MUX_ROLE =
            add("MUX_ROLE", "all", "all and muxer: make and serve; edge: serve only", Values.oneOf(Role.class));
    private static final Setting<String> HTTP_HOST =
            add("HTTP_HOST", "0.0.0.0", "the address players are served on", Values.host());
    private static final Setting<Integer> HTTP_PORT = add("HTTP_PORT", "8091", "its port", Values.port());
    private static final Setting<Optional<Integer>> HTTP_MAX_CONNECTIONS = add(
            "HTTP_MAX_CONNECTIONS",
            "",
            "limit of the players' open connections, as far as file descriptors allow (empty: 10000)",
            Values.optional(Values.number(1, 1_000_000)));
    private static final Setting<Optional<Integer>> HTTP_MAX_CONNECTIONS_PER_ADDRESS = add(
            "HTTP_MAX_CONNECTIONS_PER_ADDRESS",
            "",
            "limit of the connections from one address (empty: half of all; 0: no limit, for a single proxy)",
            Values.optional(Values.number(0, 1_000_000)));
    private static final Setting<String> ADMIN_HOST =
            add("ADMIN_HOST", "127.0.0.1", "the address of status and metrics", Values.host());
    private static final Setting<Integer> ADMIN_PORT = add("ADMIN_PORT", "8092", "its port", Values.port());
    private static final Setting<List<String>> CLUSTER_MEMBERS = add(
            "CLUSTER_MEMBERS",
            "",
            "the muxers' Hazelcast addresses, host:port with commas between (empty: alone)",
            Values.members());
    private static final Setting<Optional<String>> CLUSTER_HOST = add(
            "CLUSTER_HOST",
            "",
            "this node's own address, for Hazelcast, event bus and node-to-node HTTP (empty: loopback, alone)",
            Values.optional(Values.host()));
    private static final Setting<Integer> CLUSTER_PORT =
            add("CLUSTER_PORT", "5701", "the port of this node's Hazelcast", Values.port());
    private static final Setting<Optional<Integer>> CLUSTER_BUS_PORT = add(
            "CLUSTER_BUS_PORT",
            "",
            "the port of this node's event bus, needed by tools only (empty: other nodes cannot reach the event bus)",
            Values.optional(Values.port()));
    private static final Setting<String> CLUSTER_NAME =
            add("CLUSTER_NAME", "mux", "nodes of another name are not talked to", Values.visible());
    private static final Setting<Integer> NODE_PORT = add(
            "NODE_PORT", "8093", "the port on CLUSTER_HOST where other nodes fetch segments", Values.number(1, 65535));
    private static final Setting<Optional<URI>> NODE_URL = add(
            "NODE_URL",
            "",
            "where other nodes fetch this node's segments (empty: http://CLUSTER_HOST:NODE_PORT)",
            Values.optional(Values.http()));
    private static final Setting<Optional<Secret>> CLUSTER_SECRET = add(add(
                    "CLUSTER_SECRET",
                    "",
                    "secret with which nodes authenticate one another; required unless all nodes are on loopback",
                    Values.optional(Values.secret()))
            .asSecret());
    private static final Setting<Boolean> CLUSTER_SECRET_OPTIONAL = add(
            "CLUSTER_SECRET_OPTIONAL",
            "false",
            "true: nodes without the secret are accepted too, during the introduction of the first secret",
            Values.bool());
    private static final Setting<Optional<Path>> CLUSTER_TLS_CERT = add(
            "CLUSTER_TLS_CERT",
            "",
            "this node's certificate (PEM) for TLS on node-to-node HTTP and the event bus",
            Values.optional(Values.path()));
    private static final Setting<Optional<Path>> CLUSTER_TLS_KEY =
            add("CLUSTER_TLS_KEY", "", "private key (PEM) of CLUSTER_TLS_CERT", Values.optional(Values.path()));
    private static final Setting<Optional<Path>> CLUSTER_TLS_CA = add(
            "CLUSTER_TLS_CA",
            "",
            "authority (PEM) of the nodes' certificates; if set alone, this node uses TLS as a client only",
            Values.optional(Values.path()));
    private static final Setting<String> FFMPEG = add("FFMPEG", "ffmpeg", "the FFmpeg to run", Values.visible());
    private static final Setting<Level> LOG_LEVEL =
            add("LOG_LEVEL", "info", "from what weight on the log tells", Values.oneOf(Level.class));
    private static final Setting<LogFormat> LOG_FORMAT =
            add("LOG_FORMAT", "text", "how the log's lines look", Values.oneOf(LogFormat.class));

    private static <T> Setting<T> add(String name, String fallback, String about, Values.Kind<T> kind) {
        return add(new Setting<>(name, fallback, kind.allowed(), about, kind.parser()));
    }

    private static <T> Setting<T> add(Setting<T> setting) {
        ALL.removeIf(other -> other.name().equals(setting.name()));
        ALL.add(setting);
        return setting;
    }

    /**
     * The settings that stand in an environment.
     *
     * @throws ConfigException when something there is not allowed; a line for each such variable
     */
    public static Config from(Map<String, String> environment) {
        List<String> wrong = new ArrayList<>();
        for (Setting<?> setting : ALL) {
            try {
                setting.in(environment);
            } catch (ConfigException e) {
                wrong.add(e.getMessage());
            }
        }
        if (!wrong.isEmpty()) {
            throw new ConfigException(String.join(System.lineSeparator(), wrong));
        }
        Listen http = new Listen(HTTP_HOST.in(environment), HTTP_PORT.in(environment));
        Listen admin = new Listen(ADMIN_HOST.in(environment), ADMIN_PORT.in(environment));
        if (http.port() == admin.port() && http.port() != 0) {
            throw new ConfigException("ADMIN_PORT=" + admin.port() + " is not allowed: HTTP_PORT has it already");
        }
        return new Config(
                new Api(
                        API_URL.in(environment),
                        API_TOKEN.in(environment),
                        DEFAULT_HEAD.in(environment),
                        API_SILENCE_TIMEOUT.in(environment),
                        RESTREAMER_INTERNAL_URL.in(environment),
                        CORE_API_HOSTNAME.in(environment)),
                MUX_MODE.in(environment),
                new Hls(
                        HLS_SEGMENT_TIME.in(environment),
                        HLS_LIST_SIZE.in(environment),
                        HLS_OUTPUT_DIR
                                .in(environment)
                                .orElseGet(() -> DefaultFolder.of(environment, http.port()))
                                .toAbsolutePath(),
                        SEGMENT_MEMORY.in(environment)),
                new Transition(TRANSITION_MODE.in(environment), TRANSITION_TIMEOUT.in(environment)),
                new Slate(
                        SLATE_ENABLED.in(environment),
                        SLATE_TEXT.in(environment),
                        SLATE_FILE.in(environment),
                        SLATE_HOLD.in(environment)),
                new Abr(ABR_PRESET.in(environment), ABR_GOP_SIZE.in(environment), ABR_VARIANTS.in(environment)),
                new Icecast(
                        ICECAST_ENABLED.in(environment),
                        ICECAST_HOST.in(environment),
                        ICECAST_PORT.in(environment),
                        ICECAST_SOURCE_PASSWORD.in(environment),
                        ICECAST_MOUNT.in(environment),
                        ICECAST_AUDIO_BITRATE.in(environment),
                        ICECAST_AUDIO_FORMAT.in(environment),
                        new Icecast.Listing(
                                ICECAST_NAME.in(environment),
                                ICECAST_DESCRIPTION.in(environment),
                                ICECAST_GENRE.in(environment),
                                ICECAST_URL.in(environment),
                                ICECAST_PUBLIC.in(environment))),
                new Input(
                        INPUT_ALLOW.in(environment),
                        INPUT_UNFIT.in(environment),
                        INPUT_MEMORY.in(environment).orElseGet(Input::defaultMemory),
                        INPUT_PLAYLIST_ENTRIES.in(environment)),
                MUX_ROLE.in(environment),
                http,
                admin,
                new Connections(
                        optional(HTTP_MAX_CONNECTIONS.in(environment)),
                        optional(HTTP_MAX_CONNECTIONS_PER_ADDRESS.in(environment))),
                cluster(environment),
                new Ffmpeg(FFMPEG.in(environment)),
                new Logging(LOG_LEVEL.in(environment), LOG_FORMAT.in(environment)));
    }

    private static OptionalInt optional(Optional<Integer> value) {
        return value.map(OptionalInt::of).orElseGet(OptionalInt::empty);
    }

    private static Cluster cluster(Map<String, String> environment) {
        Cluster cluster = new Cluster(
                CLUSTER_MEMBERS.in(environment),
                CLUSTER_HOST.in(environment),
                CLUSTER_PORT.in(environment),
                CLUSTER_BUS_PORT.in(environment),
                CLUSTER_NAME.in(environment),
                NODE_PORT.in(environment),
                NODE_URL.in(environment),
                CLUSTER_SECRET.in(environment),
                CLUSTER_SECRET_OPTIONAL.in(environment),
                new Tls(
                        CLUSTER_TLS_CERT.in(environment),
                        CLUSTER_TLS_KEY.in(environment),
                        CLUSTER_TLS_CA.in(environment)));
        if (cluster.alone()) {
            if (MUX_ROLE.in(environment) == Role.EDGE) {
                throw new ConfigException(
                        "CLUSTER_MEMBERS= is not allowed with MUX_ROLE=edge: it must name the muxers");
            }
            return cluster;
        }
        String host = cluster.host().orElse("");
        if (host.isEmpty() || host.equals("0.0.0.0") || host.equals("::")) {
            throw new ConfigException(
                    "CLUSTER_HOST=" + host
                            + " is not allowed with CLUSTER_MEMBERS: it must be this machine's own address, as the others reach it");
        }
        requireSecret(cluster);
        Tls tls = cluster.tls();
        if (!tls.serves() && (tls.cert().isPresent() || tls.key().isPresent())) {
            throw new ConfigException(
                    "CLUSTER_TLS_CERT and CLUSTER_TLS_KEY are allowed only together, and with" + " CLUSTER_TLS_CA");
        }
        return cluster;
    }

    /** Requires a secret if other machines can reach the node's ports. */
    private static void requireSecret(Cluster cluster) {
        if (cluster.secret().isPresent()) {
            return;
        }
        String beyond = Stream.concat(
                        cluster.members().stream().map(member -> member.substring(0, member.lastIndexOf(':'))),
                        cluster.host().stream())
                .filter(host -> !Hosts.isLoopback(host))
                .findFirst()
                .orElse("");
        if (!beyond.isEmpty()) {
            throw new ConfigException("CLUSTER_SECRET= is not allowed with " + beyond
                    + " in CLUSTER_MEMBERS or CLUSTER_HOST: nodes that other machines can reach must share "
                    + CLUSTER_SECRET.allowed().replace(", or empty", "")
                    + "; openssl rand -hex 32 makes one");
        }
        if (cluster.secretOptional()) {
            throw new ConfigException("CLUSTER_SECRET_OPTIONAL=true is not allowed without CLUSTER_SECRET");
        }
    }

    /** Where a browser on this machine finds a listener. */
    public static String reachable(Listen listen) {
        boolean any = listen.host().equals("0.0.0.0") || listen.host().equals("::");
        return (any ? "localhost" : listen.host()) + ":" + listen.port();
    }

    /** Every variable with its default and what it is for, as {@code --help} prints it. */
    public static String help() {
        StringBuilder out = new StringBuilder();
        for (Setting<?> setting : ALL) {
            String fallback = setting.secret() && !setting.fallback().isEmpty() ? "(secret)" : setting.fallback();
            out.append(String.format(Locale.ROOT, "  %-24s %s%n", setting.name(), setting.about()));
            out.append(String.format(Locale.ROOT, "  %-24s %s; default: %s%n", "", setting.allowed(), fallback));
        }
        return out.toString();
    }

    /** Name and default of every variable, in the order of {@link #help()}. */
    static Map<String, String> defaults() {
        Map<String, String> defaults = new LinkedHashMap<>();
        ALL.forEach(setting -> defaults.put(setting.name(), setting.fallback()));
        return defaults;
    }
}
