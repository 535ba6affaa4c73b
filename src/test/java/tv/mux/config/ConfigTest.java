package tv.mux.config;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import java.net.URI;
import java.nio.file.Path;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class ConfigTest {
    private static final String SECRET = "0123456789abcdef";

    @Test
    void hasTheDocumentedDefaults() {
        Config config = Config.from(Map.of());
        assertThat(config.api())
                .isEqualTo(new Config.Api(
                        URI.create("http://api:8080"),
                        Optional.empty(),
                        Optional.empty(),
                        Duration.ofSeconds(60),
                        URI.create("http://restreamer:8080"),
                        Optional.empty()));
        assertThat(config.mode()).isEqualTo(Config.Mode.COPY);
        assertThat(config.hls())
                .isEqualTo(new Config.Hls(
                        Duration.ofSeconds(4),
                        20,
                        Path.of(System.getProperty("java.io.tmpdir"), "mux-8091"),
                        256L << 20));
        assertThat(config.transition())
                .isEqualTo(new Config.Transition(Config.TransitionMode.OVERLAP, Duration.ofSeconds(15)));
        assertThat(config.abr())
                .isEqualTo(new Config.Abr(
                        "veryfast",
                        48,
                        List.of(
                                new Variant(1080, 0, 5_000_000, 192_000),
                                new Variant(720, 0, 2_800_000, 128_000),
                                new Variant(576, 0, 1_400_000, 96_000))));
        assertThat(config.icecast())
                .isEqualTo(new Config.Icecast(
                        true,
                        "icecast",
                        8000,
                        "hackme",
                        "/stream.mp3",
                        128_000,
                        Config.AudioFormat.MP3,
                        new Config.Icecast.Listing(
                                "Mux", Optional.empty(), Optional.empty(), Optional.empty(), false)));
        assertThat(config.input()).isEqualTo(new Config.Input(List.of()));
        assertThat(config.role()).isEqualTo(Config.Role.ALL);
        assertThat(config.http()).isEqualTo(new Config.Listen("0.0.0.0", 8091));
        assertThat(config.admin()).isEqualTo(new Config.Listen("127.0.0.1", 8092));
        assertThat(config.cluster())
                .isEqualTo(new Config.Cluster(
                        List.of(),
                        Optional.empty(),
                        5701,
                        Optional.empty(),
                        "mux",
                        8093,
                        Optional.empty(),
                        Optional.empty(),
                        false,
                        Config.Tls.NONE));
        assertThat(config.ffmpeg()).isEqualTo(new Config.Ffmpeg("ffmpeg"));
        assertThat(config.logging()).isEqualTo(new Config.Logging(Config.Level.INFO, Config.LogFormat.TEXT));
    }

    @Test
    void acceptsEveryDefaultAsAValue() {
        assertThat(Config.from(Settings.defaults())).isEqualTo(Config.from(Map.of()));
    }

    @Test
    void treatsAnEmptyVariableAsNotSet() {
        Map<String, String> empty = new java.util.HashMap<>(Settings.defaults());
        empty.replaceAll((name, value) -> "  ");
        assertThat(Config.from(empty)).isEqualTo(Config.from(Map.of()));
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "API_URL | ftp://api | an http or https address",
                "API_URL | api:8080 | an http or https address",
                "API_URL | http://api:70000 | an http or https address",
                "API_URL | http://a b | an http or https address",
                "API_SILENCE_TIMEOUT | 0 | seconds, from 1 to 3600",
                "API_SILENCE_TIMEOUT | 1m | seconds, from 1 to 3600",
                "DEFAULT_HEAD | file:///etc/passwd | an http or https address, or empty",
                "RESTREAMER_INTERNAL_URL | http:// | an http or https address",
                "CORE_API_HOSTNAME | https://core.example | a host name or an IP address, or empty",
                "CORE_API_HOSTNAME | core.example:443 | a host name or an IP address, or empty",
                "MUX_MODE | Copy | one of copy, abr",
                "MUX_MODE | hls | one of copy, abr",
                "HLS_SEGMENT_TIME | 0.5 | seconds, from 1 to 20",
                "HLS_SEGMENT_TIME | -4 | seconds, from 1 to 20",
                "HLS_SEGMENT_TIME | 4,5 | seconds, from 1 to 20",
                "HLS_SEGMENT_TIME | 21 | seconds, from 1 to 20",
                "HLS_LIST_SIZE | 4 | a whole number from 5 to 500",
                "HLS_LIST_SIZE | 20.0 | a whole number from 5 to 500",
                "HLS_LIST_SIZE | +20 | a whole number from 5 to 500",
                "HLS_LIST_SIZE | 99999999999999999999 | a whole number from 5 to 500",
                "TRANSITION_TIMEOUT | never | seconds, from 1 to 600",
                "TRANSITION_MODE | parallel | one of overlap, sequential",
                "ABR_PRESET | quick | one of ultrafast, superfast, veryfast, faster, fast, medium, slow, slower, veryslow, placebo",
                "ABR_GOP_SIZE | 0 | a whole number from 1 to 1000",
                "ICECAST_ENABLED | yes | true or false",
                "ICECAST_HOST | http://icecast | a host name or an IP address",
                "ICECAST_HOST | cafe:8000 | a host name or an IP address",
                "ICECAST_HOST | a_b_ | a host name or an IP address",
                "ICECAST_PORT | 0 | a whole number from 1 to 65535",
                "ICECAST_MOUNT | stream.mp3 | a path that begins with /",
                "ICECAST_AUDIO_BITRATE | 128kbit | one of 8k, 16k, 24k, 32k, 40k, 48k, 56k, 64k, 80k, 96k, 112k, 128k, 160k, 192k, 224k, 256k, 320k",
                "ICECAST_AUDIO_BITRATE | 7k | one of 8k, 16k, 24k, 32k, 40k, 48k, 56k, 64k, 80k, 96k, 112k, 128k, 160k, 192k, 224k, 256k, 320k",
                "ICECAST_AUDIO_BITRATE | 101M | one of 8k, 16k, 24k, 32k, 40k, 48k, 56k, 64k, 80k, 96k, 112k, 128k, 160k, 192k, 224k, 256k, 320k",
                "ICECAST_AUDIO_BITRATE | 100k | one of 8k, 16k, 24k, 32k, 40k, 48k, 56k, 64k, 80k, 96k, 112k, 128k, 160k, 192k, 224k, 256k, 320k",
                "ICECAST_URL | cafe | an http or https address, or empty",
                "ICECAST_PUBLIC | yes | true or false",
                "ICECAST_AUDIO_FORMAT | opus | one of mp3, aac",
                "INPUT_ALLOW | a b | hosts (name, or name:port), suffixes (.name) or networks (10.0.0.0/8), separated by commas",
                "INPUT_ALLOW | 10.0.0.0/33 | hosts (name, or name:port), suffixes (.name) or networks (10.0.0.0/8), separated by commas",
                "INPUT_ALLOW | 10.0.0.256/8 | hosts (name, or name:port), suffixes (.name) or networks (10.0.0.0/8), separated by commas",
                "INPUT_ALLOW | fd00::/129 | hosts (name, or name:port), suffixes (.name) or networks (10.0.0.0/8), separated by commas",
                "INPUT_ALLOW | host,other:99999 | hosts (name, or name:port), suffixes (.name) or networks (10.0.0.0/8), separated by commas",
                "INPUT_ALLOW | http://host/ | hosts (name, or name:port), suffixes (.name) or networks (10.0.0.0/8), separated by commas",
                "MUX_ROLE | main | one of all, muxer, edge",
                "HTTP_HOST | 0.0.0.0:80 | a host name or an IP address",
                "HTTP_PORT | 65536 | a whole number from 0 to 65535",
                "HTTP_PORT | -1 | a whole number from 0 to 65535",
                "ADMIN_PORT | http | a whole number from 0 to 65535",
                "ADMIN_PORT | 8091 | HTTP_PORT is the same port",
                "CLUSTER_MEMBERS | host | host:port pairs, separated by commas",
                "CLUSTER_MEMBERS | host:5701,other:0 | host:port pairs, separated by commas",
                "CLUSTER_HOST | :: : | a host name or an IP address, or empty",
                "CLUSTER_BUS_PORT | x | a whole number from 0 to 65535, or empty",
                "NODE_PORT | 0 | a whole number from 1 to 65535",
                "SEGMENT_MEMORY | 1m | bytes such as 256m or 2g, from 16m to 64g",
                "SEGMENT_MEMORY | much | bytes such as 256m or 2g, from 16m to 64g",
                "NODE_URL | //host | an http or https address, or empty",
                "LOG_LEVEL | loud | one of error, warn, info, debug, trace",
                "LOG_FORMAT | xml | one of text, json",
                "ABR_VARIANTS | [ | a JSON array of objects with height, video_bitrate, audio_bitrate and optionally width",
                "ABR_VARIANTS | [] x | a JSON array of objects with height, video_bitrate, audio_bitrate and optionally width",
                "ABR_VARIANTS | [] | a JSON array of 1 to 8 objects",
                "ABR_VARIANTS | {} | a JSON array of 1 to 8 objects",
                "ABR_VARIANTS | 720 | a JSON array of 1 to 8 objects",
                "ABR_VARIANTS | [1,2,3,4,5,6,7,8,9] | a JSON array of 1 to 8 objects"
            })
    void reportsAWrongValueInOneLine(String name, String value, String allowed) {
        String line = error(Map.of(name, value));
        assertThat(line).startsWith(name + "=" + value + " is not allowed: ").endsWith(allowed);
        assertThat(line).doesNotContain("\n").doesNotContain("\r");
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "[7] | ABR_VARIANTS element 1=7 is not allowed: it must be an object",
                "[G,{\"video_bitrate\":\"1M\",\"audio_bitrate\":\"96k\"}] | ABR_VARIANTS element 2 field height=(missing) is not allowed: it must be an even whole number from 16 to 8640",
                "[{\"height\":\"720\",\"video_bitrate\":\"1M\",\"audio_bitrate\":\"96k\"}] | ABR_VARIANTS element 1 field height=\"720\" is not allowed: it must be an even whole number from 16 to 8640",
                "[{\"height\":719,\"video_bitrate\":\"1M\",\"audio_bitrate\":\"96k\"}] | ABR_VARIANTS element 1 field height=719 is not allowed: it must be an even whole number from 16 to 8640",
                "[{\"height\":720.5,\"video_bitrate\":\"1M\",\"audio_bitrate\":\"96k\"}] | ABR_VARIANTS element 1 field height=720.5 is not allowed: it must be an even whole number from 16 to 8640",
                "[{\"height\":99999999999,\"video_bitrate\":\"1M\",\"audio_bitrate\":\"96k\"}] | ABR_VARIANTS element 1 field height=99999999999 is not allowed: it must be an even whole number from 16 to 8640",
                "[{\"height\":480,\"width\":0,\"video_bitrate\":\"1M\",\"audio_bitrate\":\"96k\"}] | ABR_VARIANTS element 1 field width=0 is not allowed: it must be an even whole number from 16 to 8640",
                "[{\"height\":480,\"video_bitrate\":\"fast\",\"audio_bitrate\":\"96k\"}] | ABR_VARIANTS element 1 field video_bitrate=\"fast\" is not allowed: it must be a bit rate such as 128k, 2800k or 5M, from 8k to 100M",
                "[{\"height\":480,\"video_bitrate\":\"1M\"}] | ABR_VARIANTS element 1 field audio_bitrate=(missing) is not allowed: it must be a bit rate such as 96k or 192k, from 16k to 512k",
                "[{\"height\":480,\"video_bitrate\":\"1M\",\"audio_bitrate\":null}] | ABR_VARIANTS element 1 field audio_bitrate=null is not allowed: it must be a bit rate such as 96k or 192k, from 16k to 512k",
                "[{\"height\":480,\"video_bitrate\":\"1M\",\"audio_bitrate\":\"5M\"}] | ABR_VARIANTS element 1 field audio_bitrate=\"5M\" is not allowed: it must be a bit rate such as 96k or 192k, from 16k to 512k",
                "[G,G] | ABR_VARIANTS element 2 field height=720 is not allowed: it must be a height that no other element has",
                "[{\"hight\":720}] | ABR_VARIANTS element 1 field hight is not known: allowed are height, width, video_bitrate, audio_bitrate"
            })
    void reportsTheElementAndFieldOfAWrongVariant(String value, String line) {
        String good = "{\"height\":720,\"video_bitrate\":\"1M\",\"audio_bitrate\":\"96k\"}";
        assertThat(error(Map.of("ABR_VARIANTS", value.replace("G", good)))).isEqualTo(line);
    }

    @Test
    void refusesADuplicateField() {
        assertThat(error(Map.of("ABR_VARIANTS", "[{\"height\":720,\"height\":480}]")))
                .startsWith("ABR_VARIANTS=");
    }

    @Test
    void acceptsVariantsWithWidthsAndNumericBitrates() {
        assertThat(Config.from(Map.of(
                                "ABR_VARIANTS",
                                "[{\"height\":480,\"width\":854,\"video_bitrate\":800000,\"audio_bitrate\":\"64K\"}]"))
                        .abr()
                        .variants())
                .containsExactly(new Variant(480, 854, 800_000, 64_000));
    }

    @Test
    void reportsEachWrongValueInItsOwnLine() {
        assertThat(error(Map.of("HLS_LIST_SIZE", "1", "MUX_MODE", "x", "API_URL", "y", "HTTP_PORT", "8091"))
                        .lines())
                .hasSize(3)
                .anyMatch(line -> line.startsWith("API_URL=y "))
                .anyMatch(line -> line.startsWith("HLS_LIST_SIZE=1 "))
                .anyMatch(line -> line.startsWith("MUX_MODE=x "));
    }

    @ParameterizedTest
    @ValueSource(strings = {"API_TOKEN", "ICECAST_SOURCE_PASSWORD"})
    void neverPrintsSecrets(String name) {
        assertThat(error(Map.of(name, "s3\u0007cr3t"))).startsWith(name + "=(secret) is not allowed: ");
        Config config = Config.from(Map.of(name, "s3cr3t"));
        assertThat(config.toString()).doesNotContain("s3cr3t");
        assertThat(Config.help()).doesNotContain("hackme");
    }

    @Test
    void neverPrintsSecretsInUrls() {
        Map<String, String> addresses = Map.of(
                "API_URL", "http://me:s3cr3t@api/?s3cr3t",
                "DEFAULT_HEAD", "http://me:s3cr3t@host/?s3cr3t",
                "RESTREAMER_INTERNAL_URL", "http://me:s3cr3t@host/",
                "NODE_URL", "http://me:s3cr3t@host/");
        assertThat(Config.from(addresses).toString()).doesNotContain("s3cr3t");
        assertThat(error(Map.of("API_URL", "ftp://me:s3cr3t@api/?s3cr3t"))).doesNotContain("s3cr3t");
        assertThat(error(Map.of("API_URL", "me:s3cr3t@api"))).doesNotContain("s3cr3t");
    }

    @Test
    void escapesLineBreaksInErrors() {
        assertThat(error(Map.of("MUX_MODE", "copy\nabr"))).startsWith("MUX_MODE=copy\\u000aabr is not allowed");
        assertThat(error(Map.of("ABR_VARIANTS", "[\n{\"a\\nb\":1}\n]")).lines()).hasSize(1);
    }

    @ParameterizedTest
    @CsvSource({
        "http://api:8080, http://api:8080/events",
        "http://api:8080/, http://api:8080/events",
        "https://me:pass@api/v1//, https://me:pass@api/v1/events",
        "http://api/v1?key=%20a#b, http://api/v1/events?key=%20a"
    })
    void derivesTheEventUrlFromTheApiUrl(String url, URI events) {
        assertThat(Config.from(Map.of("API_URL", url)).api().events()).isEqualTo(events);
    }

    @ParameterizedTest
    @ValueSource(strings = {"icecast", "my_host.local", "10.0.0.1", "::", "::1", "fd00::1:2", "::ffff:10.0.0.1", "a"})
    void acceptsHostNamesAndAddresses(String host) {
        assertThat(Config.from(Map.of("ICECAST_HOST", host)).icecast().host()).isEqualTo(host);
    }

    @Test
    void ignoresSpacesInLists() {
        Config config = Config.from(Map.of(
                "INPUT_ALLOW", "cdn, other:8080 ,.example.org,10.0.0.0/8,fd00::/8,::1,[::1]:8080,",
                "CLUSTER_MEMBERS", "a:5701, ::1:5702",
                "CLUSTER_HOST", "10.0.0.1",
                "CLUSTER_SECRET", SECRET));
        assertThat(config.input().allow())
                .containsExactly("cdn", "other:8080", ".example.org", "10.0.0.0/8", "fd00::/8", "::1", "[::1]:8080");
        assertThat(config.cluster().members()).containsExactly("a:5701", "::1:5702");
    }

    @Test
    void namesTheOutputFolderByThePort() {
        assertThat(Config.from(Map.of("HTTP_PORT", "9000")).hls().outputDir().getFileName())
                .hasToString("mux-9000");
        assertThat(Config.from(Map.of("HLS_OUTPUT_DIR", "out")).hls().outputDir())
                .isEqualTo(Path.of("out").toAbsolutePath());
    }

    /** The folder of systemd takes precedence over the folder of the user. Of several folders, the first one counts. */
    @ParameterizedTest
    @CsvSource({
        "/var/lib/mux, /home/u/state, /var/lib/mux/mux-9000",
        "/var/lib/mux:/var/lib/other, '', /var/lib/mux/mux-9000",
        "'', /home/u/state, /home/u/state/mux-9000"
    })
    void usesAPrivateDefaultFolder(String systemd, String user, String expected) {
        Map<String, String> environment =
                Map.of("HTTP_PORT", "9000", "STATE_DIRECTORY", systemd, "XDG_STATE_HOME", user);
        assertThat(Config.from(environment).hls().outputDir()).hasToString(expected);
    }

    @Test
    void ignoresARelativeStateFolder() {
        assertThat(Config.from(Map.of("HTTP_PORT", "9000", "XDG_STATE_HOME", "state"))
                        .hls()
                        .outputDir())
                .isEqualTo(DefaultFolder.former(9000));
    }

    @Test
    void requiresMembersForAnEdge() {
        assertThat(error(Map.of("MUX_ROLE", "edge")))
                .isEqualTo("CLUSTER_MEMBERS= is not allowed with MUX_ROLE=edge: it must name the muxers");
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "0.0.0.0", "::"})
    void requiresAnAddressInACluster(String host) {
        assertThat(error(Map.of("CLUSTER_MEMBERS", "a:5701", "CLUSTER_HOST", host)))
                .isEqualTo("CLUSTER_HOST=" + host + " is not allowed with CLUSTER_MEMBERS: it must be the address at"
                        + " which other nodes reach this machine");
    }

    @Test
    void derivesTheNodeUrlUnlessItIsSet() {
        Map<String, String> settings = new HashMap<>(
                Map.of("CLUSTER_MEMBERS", "a:5701", "CLUSTER_HOST", "10.0.0.1", "CLUSTER_SECRET", SECRET));
        assertThat(Config.from(settings).cluster().url()).isEqualTo("http://10.0.0.1:8093");
        settings.put("NODE_URL", "http://a.example:80/mux/");
        assertThat(Config.from(settings).cluster().url()).isEqualTo("http://a.example:80/mux");
    }

    @ParameterizedTest
    @CsvSource({"16m, 16777216", "2g, 2147483648", "16777216, 16777216", "20480K, 20971520"})
    void parsesMemorySizes(String text, long bytes) {
        assertThat(Config.from(Map.of("SEGMENT_MEMORY", text)).hls().segmentMemory())
                .isEqualTo(bytes);
    }

    @Test
    void helpListsEverySetting() {
        assertThat(Config.help()).contains(Settings.defaults().keySet());
    }

    private static String error(Map<String, String> environment) {
        ConfigException[] thrown = new ConfigException[1];
        assertThatExceptionOfType(ConfigException.class)
                .isThrownBy(() -> Config.from(environment))
                .satisfies(e -> thrown[0] = e);
        return thrown[0].getMessage();
    }

    @Test
    void requiresASecretUnlessAllNodesAreOnLoopback() {
        Map<String, String> settings =
                new HashMap<>(Map.of("CLUSTER_MEMBERS", "127.0.0.1:5701,localhost:5702,::1:5703"));
        settings.put("CLUSTER_HOST", "127.0.0.1");
        assertThat(Config.from(settings).cluster().secret()).isEmpty();
        settings.put("CLUSTER_MEMBERS", "127.0.0.1:5701,127.evil.example:5701");
        assertThat(error(settings))
                .isEqualTo("CLUSTER_SECRET= is not allowed with 127.evil.example in CLUSTER_MEMBERS or CLUSTER_HOST:"
                        + " nodes that other machines can reach must share one or two secrets of 16 or more printable"
                        + " ASCII characters, separated by a comma or a space; openssl rand -hex 32 creates a secret");
        settings.put("CLUSTER_MEMBERS", "127.0.0.1:5701");
        settings.put("CLUSTER_HOST", "10.0.0.1");
        assertThat(error(settings)).startsWith("CLUSTER_SECRET= is not allowed with 10.0.0.1 ");
        settings.put("CLUSTER_SECRET", SECRET);
        assertThat(Config.from(settings).cluster().secret()).contains(new Secret(List.of(SECRET)));
    }

    @Test
    void neverPrintsTheClusterSecret() {
        Map<String, String> settings =
                Map.of("CLUSTER_MEMBERS", "a:1", "CLUSTER_HOST", "b", "CLUSTER_SECRET", SECRET + ", fedcba9876543210");
        Config config = Config.from(settings);
        assertThat(config.cluster().secret()).contains(new Secret(List.of(SECRET, "fedcba9876543210")));
        assertThat(config.toString() + config.cluster() + config.cluster().secret())
                .doesNotContain(SECRET)
                .doesNotContain("fedcba");
        for (String wrong :
                List.of("short", SECRET + " 2", SECRET + "," + SECRET + "," + SECRET, ",", "0123456789abcdeé")) {
            assertThat(error(Map.of("CLUSTER_SECRET", wrong)))
                    .startsWith("CLUSTER_SECRET=(secret) is not allowed: it must be one or two secrets of 16")
                    .doesNotContain("0123456789")
                    .doesNotContain("short");
        }
    }

    @Test
    void requiresAllThreeFilesForTls() {
        Map<String, String> settings = new HashMap<>(Map.of("CLUSTER_MEMBERS", "::1:5701", "CLUSTER_HOST", "::1"));
        settings.put("CLUSTER_TLS_CA", "ca.pem");
        assertThat(Config.from(settings).cluster().url()).isEqualTo("http://[::1]:8093");
        settings.put("CLUSTER_TLS_CERT", "cert.pem");
        assertThat(error(settings))
                .isEqualTo("CLUSTER_TLS_CERT and CLUSTER_TLS_KEY are allowed only together, and with CLUSTER_TLS_CA");
        settings.put("CLUSTER_TLS_KEY", "key.pem");
        assertThat(Config.from(settings).cluster().url()).isEqualTo("https://[::1]:8093");
        assertThat(error(Map.of(
                        "CLUSTER_MEMBERS", "::1:5701", "CLUSTER_HOST", "::1", "CLUSTER_SECRET_OPTIONAL", "true")))
                .isEqualTo("CLUSTER_SECRET_OPTIONAL=true is not allowed without CLUSTER_SECRET");
    }
}
