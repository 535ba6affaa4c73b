package tv.mux.config;

import java.net.URI;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import tv.mux.text.Redaction;

/**
 * The configuration, read once from environment variables. A value that is not allowed stops the start with one line
 * that names the variable, its value and the allowed values.
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
        static final int ENTRIES = 2000;

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

    /**
     * Reads all settings from environment variables.
     *
     * @throws ConfigException if a value is not allowed; the message has one line for each such variable
     */
    public static Config from(Map<String, String> environment) {
        return ConfigReader.read(environment);
    }

    /** All settings with their descriptions, allowed values and defaults, as {@code --help} prints them. */
    public static String help() {
        return Settings.help();
    }

    /** Where a browser on this machine finds a listener. */
    public static String reachable(Listen listen) {
        boolean any = listen.host().equals("0.0.0.0") || listen.host().equals("::");
        return (any ? "localhost" : listen.host()) + ":" + listen.port();
    }
}
