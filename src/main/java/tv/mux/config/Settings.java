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

/** All environment variables that Mux reads, with defaults, allowed values and descriptions. */
final class Settings {
    private static final List<Setting<?>> ALL = new ArrayList<>();

    static final Setting<URI> API_URL = add(
            "API_URL",
            "http://api:8080",
            "base URL of the scheduler; Mux reads events from API_URL/events",
            Values.http());
    static final Setting<Optional<String>> API_TOKEN =
            add(add("API_TOKEN", "", "bearer token for the scheduler", Values.optional(Values.token()))
                    .asSecret());
    static final Setting<Duration> API_SILENCE_TIMEOUT = add(
            "API_SILENCE_TIMEOUT",
            "60",
            "seconds without a byte from the scheduler after which Mux reconnects",
            Values.seconds(1, 3600));
    static final Setting<Optional<URI>> DEFAULT_HEAD = add(
            "DEFAULT_HEAD",
            "",
            "URL of the HLS input that is on air until the first playhead event",
            Values.optional(Values.http()));
    static final Setting<URI> RESTREAMER_INTERNAL_URL = add(
            "RESTREAMER_INTERNAL_URL",
            "http://restreamer:8080",
            "base URL that replaces https://CORE_API_HOSTNAME in the address of an input",
            Values.http());
    static final Setting<Optional<String>> CORE_API_HOSTNAME = add(
            "CORE_API_HOSTNAME",
            "",
            "public host name of a Restreamer Core; Mux reads its inputs from RESTREAMER_INTERNAL_URL",
            Values.optional(Values.host()));
    static final Setting<Config.Mode> MUX_MODE = add(
            "MUX_MODE",
            "copy",
            "copy: publish the input as it is; abr: publish x264 renditions in addition",
            Values.oneOf(Config.Mode.class));
    static final Setting<Duration> HLS_SEGMENT_TIME =
            add("HLS_SEGMENT_TIME", "4", "intended duration of a segment, in seconds", Values.seconds(1, 20));
    static final Setting<Integer> HLS_LIST_SIZE =
            add("HLS_LIST_SIZE", "20", "number of segments in a playlist", Values.number(5, 500));
    static final Setting<Optional<Path>> HLS_OUTPUT_DIR = add(
            "HLS_OUTPUT_DIR",
            "",
            "folder of the segment index and the segments (empty: mux-HTTP_PORT in $STATE_DIRECTORY, otherwise in $XDG_STATE_HOME, otherwise in the temporary folder)",
            Values.optional(Values.path()));
    static final Setting<Long> SEGMENT_MEMORY = add(
            "SEGMENT_MEMORY",
            "256m",
            "memory limit for segments that players can request, in bytes; the whole playlist should fit; the default is lower if the JVM has little direct memory",
            Values.bytes());
    static final Setting<Duration> TRANSITION_TIMEOUT = add(
            "TRANSITION_TIMEOUT",
            "15",
            "seconds until a switch counts as failed if the new input delivers nothing; Mux keeps trying",
            Values.seconds(1, 600));
    static final Setting<Config.TransitionMode> TRANSITION_MODE = add(
            "TRANSITION_MODE",
            "overlap",
            "overlap: read the new input while the old one continues; sequential: for inputs that allow one reader only",
            Values.oneOf(Config.TransitionMode.class));
    static final Setting<Boolean> SLATE_ENABLED = add(
            "SLATE_ENABLED", "true", "true: publish a slate while the input on air delivers nothing", Values.bool());
    static final Setting<String> SLATE_TEXT =
            add("SLATE_TEXT", "Back in a moment", "text on the slate", Values.visible());
    static final Setting<Optional<Path>> SLATE_FILE =
            add("SLATE_FILE", "", "picture file to use instead of the slate's text", Values.optional(Values.path()));
    static final Setting<Duration> SLATE_HOLD = add(
            "SLATE_HOLD",
            "2",
            "seconds that an input must deliver before it replaces the slate",
            Values.seconds(0, 60));
    static final Setting<String> ABR_PRESET = add("ABR_PRESET", "veryfast", "x264 preset", Values.x264Preset());
    static final Setting<Integer> ABR_GOP_SIZE = add(
            "ABR_GOP_SIZE",
            "48",
            "frames between key frames when the video of the source must be transcoded",
            Values.number(1, 1000));
    static final Setting<List<Variant>> ABR_VARIANTS = add(
            "ABR_VARIANTS",
            "[{\"height\":1080,\"video_bitrate\":\"5000k\",\"audio_bitrate\":\"192k\"},"
                    + "{\"height\":720,\"video_bitrate\":\"2800k\",\"audio_bitrate\":\"128k\"},"
                    + "{\"height\":576,\"video_bitrate\":\"1400k\",\"audio_bitrate\":\"96k\"}]",
            "renditions in addition to the source, as JSON",
            Values.variants());
    static final Setting<Boolean> ICECAST_ENABLED =
            add("ICECAST_ENABLED", "true", "true: send the audio to Icecast", Values.bool());
    static final Setting<String> ICECAST_HOST =
            add("ICECAST_HOST", "icecast", "host of the Icecast server", Values.host());
    static final Setting<Integer> ICECAST_PORT =
            add("ICECAST_PORT", "8000", "port of the Icecast server", Values.number(1, 65535));
    static final Setting<String> ICECAST_SOURCE_PASSWORD =
            add(add("ICECAST_SOURCE_PASSWORD", "hackme", "source password of the Icecast server", Values.visible())
                    .asSecret());
    static final Setting<String> ICECAST_MOUNT =
            add("ICECAST_MOUNT", "/stream.mp3", "mount point on the Icecast server", Values.mount());
    static final Setting<Integer> ICECAST_AUDIO_BITRATE =
            add("ICECAST_AUDIO_BITRATE", "128k", "bit rate of the audio for Icecast", Values.mp3Bitrate());
    static final Setting<Config.AudioFormat> ICECAST_AUDIO_FORMAT = add(
            "ICECAST_AUDIO_FORMAT", "mp3", "format of the audio for Icecast", Values.oneOf(Config.AudioFormat.class));
    static final Setting<String> ICECAST_NAME =
            add("ICECAST_NAME", "Mux", "stream name that Icecast shows to listeners", Values.visible());
    static final Setting<Optional<String>> ICECAST_DESCRIPTION = add(
            "ICECAST_DESCRIPTION",
            "",
            "stream description that Icecast shows to listeners",
            Values.optional(Values.visible()));
    static final Setting<Optional<String>> ICECAST_GENRE =
            add("ICECAST_GENRE", "", "stream genre that Icecast shows to listeners", Values.optional(Values.visible()));
    static final Setting<Optional<URI>> ICECAST_URL = add(
            "ICECAST_URL",
            "",
            "web page of the stream that Icecast shows to listeners",
            Values.optional(Values.http()));
    static final Setting<Boolean> ICECAST_PUBLIC =
            add("ICECAST_PUBLIC", "false", "true: Icecast may list the stream in a public directory", Values.bool());
    static final Setting<List<String>> INPUT_ALLOW = add(
            "INPUT_ALLOW",
            "",
            "addresses that redirects and playlist entries of inputs may lead to, besides the input's own host and public addresses",
            Values.allowList());
    static final Setting<Config.Unfit> INPUT_UNFIT = add(
            "INPUT_UNFIT",
            "transcode",
            "transcode: transcode what players cannot play, and add missing audio or video; refuse: do not put such an input on air",
            Values.oneOf(Config.Unfit.class));
    static final Setting<Optional<Long>> INPUT_MEMORY = add(
            "INPUT_MEMORY",
            "",
            "memory limit of all inputs together, in bytes; one input may use half, one segment a quarter (empty:"
                    + " 256m, or a quarter of the heap if that is less)",
            Values.optional(Values.bytes()));
    static final Setting<Integer> INPUT_PLAYLIST_ENTRIES = add(
            "INPUT_PLAYLIST_ENTRIES",
            "" + Config.Input.DEFAULT_ENTRIES,
            "maximum number of segments in an input's playlist; a longer playlist is refused",
            Values.number(100, 50_000));
    static final Setting<Config.Role> MUX_ROLE = add(
            "MUX_ROLE",
            "all",
            "all and muxer: produce the stream, or stand by; edge: serve players only",
            Values.oneOf(Config.Role.class));
    static final Setting<String> HTTP_HOST =
            add("HTTP_HOST", "0.0.0.0", "address of the players' listener", Values.host());
    static final Setting<Integer> HTTP_PORT = add("HTTP_PORT", "8091", "port of the players' listener", Values.port());
    static final Setting<Optional<Integer>> HTTP_MAX_CONNECTIONS = add(
            "HTTP_MAX_CONNECTIONS",
            "",
            "maximum number of open player connections (empty: 10000, or less if the file descriptors require it)",
            Values.optional(Values.number(1, 1_000_000)));
    static final Setting<Optional<Integer>> HTTP_MAX_CONNECTIONS_PER_ADDRESS = add(
            "HTTP_MAX_CONNECTIONS_PER_ADDRESS",
            "",
            "maximum number of connections from one address (empty: half of all; 0: no limit, for a single proxy)",
            Values.optional(Values.number(0, 1_000_000)));
    static final Setting<String> ADMIN_HOST =
            add("ADMIN_HOST", "127.0.0.1", "address of the listener for status and metrics", Values.host());
    static final Setting<Integer> ADMIN_PORT =
            add("ADMIN_PORT", "8092", "port of the listener for status and metrics", Values.port());
    static final Setting<List<String>> CLUSTER_MEMBERS = add(
            "CLUSTER_MEMBERS",
            "",
            "Hazelcast addresses of all muxers, host:port, separated by commas (empty: no cluster)",
            Values.members());
    static final Setting<Optional<String>> CLUSTER_HOST = add(
            "CLUSTER_HOST",
            "",
            "private address of this node, for Hazelcast, event bus and node-to-node HTTP (empty: loopback, no cluster)",
            Values.optional(Values.host()));
    static final Setting<Integer> CLUSTER_PORT =
            add("CLUSTER_PORT", "5701", "Hazelcast port of this node", Values.port());
    static final Setting<Optional<Integer>> CLUSTER_BUS_PORT = add(
            "CLUSTER_BUS_PORT",
            "",
            "event bus port of this node, for tools (empty: other nodes cannot reach the event bus)",
            Values.optional(Values.port()));
    static final Setting<String> CLUSTER_NAME =
            add("CLUSTER_NAME", "mux", "name of the cluster; nodes with another name cannot join", Values.visible());
    static final Setting<Integer> NODE_PORT = add(
            "NODE_PORT", "8093", "port on CLUSTER_HOST at which other nodes fetch segments", Values.number(1, 65535));
    static final Setting<Optional<URI>> NODE_URL = add(
            "NODE_URL",
            "",
            "URL at which other nodes fetch segments of this node (empty: http://CLUSTER_HOST:NODE_PORT)",
            Values.optional(Values.http()));
    static final Setting<Optional<Secret>> CLUSTER_SECRET = add(add(
                    "CLUSTER_SECRET",
                    "",
                    "secret with which nodes authenticate each other; required unless all nodes are on loopback",
                    Values.optional(Values.secret()))
            .asSecret());
    static final Setting<Boolean> CLUSTER_SECRET_OPTIONAL = add(
            "CLUSTER_SECRET_OPTIONAL",
            "false",
            "true: accept nodes without the secret too, while the first secret is introduced",
            Values.bool());
    static final Setting<Optional<Path>> CLUSTER_TLS_CERT = add(
            "CLUSTER_TLS_CERT",
            "",
            "this node's certificate (PEM) for TLS on node-to-node HTTP and the event bus",
            Values.optional(Values.path()));
    static final Setting<Optional<Path>> CLUSTER_TLS_KEY =
            add("CLUSTER_TLS_KEY", "", "private key (PEM) of CLUSTER_TLS_CERT", Values.optional(Values.path()));
    static final Setting<Optional<Path>> CLUSTER_TLS_CA = add(
            "CLUSTER_TLS_CA",
            "",
            "authority (PEM) of the nodes' certificates; if set alone, this node uses TLS as a client only",
            Values.optional(Values.path()));
    static final Setting<String> FFMPEG =
            add("FFMPEG", "ffmpeg", "path or name of the FFmpeg command", Values.visible());
    static final Setting<Config.Level> LOG_LEVEL =
            add("LOG_LEVEL", "info", "lowest level of the log lines", Values.oneOf(Config.Level.class));
    static final Setting<Config.LogFormat> LOG_FORMAT =
            add("LOG_FORMAT", "text", "format of the log lines", Values.oneOf(Config.LogFormat.class));

    private Settings() {}

    /** All settings, in the order of {@link #help}. */
    static List<Setting<?>> all() {
        return List.copyOf(ALL);
    }

    private static <T> Setting<T> add(String name, String fallback, String about, Values.ValueType<T> type) {
        return add(new Setting<>(name, fallback, type.allowed(), about, type.parser()));
    }

    private static <T> Setting<T> add(Setting<T> setting) {
        ALL.removeIf(other -> other.name().equals(setting.name()));
        ALL.add(setting);
        return setting;
    }

    /** All settings with their descriptions, allowed values and defaults, as {@code --help} prints them. */
    static String help() {
        StringBuilder out = new StringBuilder();
        for (Setting<?> setting : ALL) {
            String fallback = setting.secret() && !setting.fallback().isEmpty() ? "(secret)" : setting.fallback();
            out.append(String.format(Locale.ROOT, "  %-24s %s%n", setting.name(), setting.about()));
            out.append(String.format(Locale.ROOT, "  %-24s %s; default: %s%n", "", setting.allowed(), fallback));
        }
        return out.toString();
    }

    /** The page {@code docs/configuration.md}: all settings as a Markdown table. */
    static String page() {
        StringBuilder out = new StringBuilder(
                """
                # Configuration

                Settings are environment variables. [`conf/mux.env`](../conf/mux.env) is a commented example. A value that is not
                allowed stops the start with one line that names the variable and the allowed values. An empty variable counts as
                not set.

                The build generates this page from the code: `make docs`.

                | variable | default | allowed values | description |
                |---|---|---|---|
                """);
        for (Setting<?> setting : ALL) {
            out.append(String.format(
                    Locale.ROOT,
                    "| `%s` | %s | %s | %s |%n",
                    setting.name(),
                    setting.fallback().isEmpty() ? "" : "`" + setting.fallback() + "`",
                    setting.allowed().replace("|", "\\|"),
                    setting.about().replace("|", "\\|")));
        }
        return out.toString();
    }

    /** Names and defaults of all settings, in the order of {@link #help}. */
    static Map<String, String> defaults() {
        Map<String, String> defaults = new LinkedHashMap<>();
        ALL.forEach(setting -> defaults.put(setting.name(), setting.fallback()));
        return defaults;
    }
}
