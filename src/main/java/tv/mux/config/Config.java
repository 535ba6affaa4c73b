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

    /** How the renditions of the output are made. */
    public enum Mode {
        COPY,
        ABR
    }

    /** Which parts of the service this node runs. */
    public enum Role {
        ALL,
        MUXER,
        EDGE
    }

    /** The connection to the scheduler, and how its head URLs are mapped to addresses. */
    public record Api(
            URI url,
            Optional<String> token,
            Optional<URI> defaultHead,
            Duration silence,
            URI restreamerInternalUrl,
            Optional<String> coreApiHostname) {

        /** URL of the scheduler's event stream. */
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
     * The output stream and its folder.
     *
     * @param segmentTime intended duration of a segment
     * @param listSize number of segments in a playlist
     * @param segmentMemory maximum size of the segments in memory, in bytes
     */
    public record Hls(Duration segmentTime, int listSize, Path outputDir, long segmentMemory) {}

    /**
     * How Mux switches from one input to the next.
     *
     * @param timeout time after which a switch counts as failed
     */
    public record Transition(TransitionMode mode, Duration timeout) {}

    /**
     * The slate, which Mux publishes while no input delivers.
     *
     * @param text text on the slate
     * @param picture picture file to use instead of the text
     * @param hold how long an input must deliver before it replaces the slate
     */
    public record Slate(boolean enabled, String text, Optional<Path> picture, Duration hold) {}

    /** Whether Mux reads the old and the new input at the same time during a switch. */
    public enum TransitionMode {
        OVERLAP,
        SEQUENTIAL
    }

    /** The encoder settings of the mode {@code ABR}. */
    public record Abr(String preset, int gopSize, List<Variant> variants) {}

    /** The Icecast server that Mux sends the audio to. */
    public record Icecast(
            boolean enabled,
            String host,
            int port,
            String sourcePassword,
            String mount,
            int audioBitrate,
            AudioFormat audioFormat,
            Listing listing) {

        /**
         * Description of the mount, which Icecast shows to listeners.
         *
         * @param listed whether Icecast may list the stream in a public directory
         */
        public record Listing(
                String name, Optional<String> description, Optional<String> genre, Optional<URI> url, boolean listed) {}

        @Override
        public String toString() {
            return "Icecast[" + host + ":" + port + mount + "]";
        }
    }

    /** Format of the audio for Icecast. */
    public enum AudioFormat {
        MP3,
        AAC
    }

    /**
     * How inputs are read.
     *
     * @param allow addresses that redirects and playlist entries may lead to, besides the input's own host and public
     *     addresses
     * @param unfit what Mux does with media that players cannot play
     * @param memory limit of the memory of all inputs together, in bytes
     * @param playlistEntries limit of the segments in an input's playlist
     */
    public record Input(List<String> allow, Unfit unfit, long memory, int playlistEntries) {
        private static final long MAX_DEFAULT_MEMORY = 256L << 20;
        private static final int PART_OF_HEAP = 4;
        static final int DEFAULT_ENTRIES = 2000;

        /** Default settings: transcodes unfit media, with the default limits. */
        public Input(List<String> allow) {
            this(allow, Unfit.TRANSCODE, defaultMemory(), DEFAULT_ENTRIES);
        }

        /** The smaller of 256 MB and a quarter of the heap. */
        static long defaultMemory() {
            return Math.min(MAX_DEFAULT_MEMORY, Runtime.getRuntime().maxMemory() / PART_OF_HEAP);
        }
    }

    /** What Mux does with media that players cannot play. */
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
     * @param total limit of all connections together
     * @param perAddress limit of the connections from one address; 0: no limit
     */
    public record Connections(OptionalInt total, OptionalInt perAddress) {}

    /**
     * The cluster, and how its nodes reach this node.
     *
     * @param members Hazelcast addresses of the muxers; empty: no cluster
     * @param host address at which other nodes reach this node; empty: loopback, no cluster
     * @param port Hazelcast port
     * @param busPort event bus port; empty: any free port
     * @param name name of the cluster; nodes with another name cannot join
     * @param nodePort port at which other nodes fetch segments
     * @param nodeUrl URL at which other nodes fetch segments; empty: {@code host} and {@code nodePort}
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

        /** Whether this node runs without a cluster. */
        public boolean alone() {
            return members.isEmpty();
        }

        /** URL at which other nodes fetch segments of this node, without a slash at the end. */
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

    /** The path or name of the FFmpeg command. */
    public record Ffmpeg(String path) {}

    public record Logging(Level level, LogFormat format) {}

    /** The lowest level of the log lines. */
    public enum Level {
        ERROR,
        WARN,
        INFO,
        DEBUG,
        TRACE
    }

    /** The format of the log lines. */
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

    /** Host and port at which clients on this machine reach a listener. */
    public static String reachable(Listen listen) {
        boolean wildcard = listen.host().equals("0.0.0.0") || listen.host().equals("::");
        return (wildcard ? "localhost" : listen.host()) + ":" + listen.port();
    }
}
