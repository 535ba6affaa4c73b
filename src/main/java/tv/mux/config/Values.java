package tv.mux.config;

import java.net.URI;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** The kinds of values a setting can have: how one is read, and what an error says is allowed. */
final class Values {
    private static final Pattern BITRATE = Pattern.compile("([1-9][0-9]{0,8})([kKmM]?)");
    private static final List<Integer> AUDIO_BITRATES =
            List.of(8, 16, 24, 32, 40, 48, 56, 64, 80, 96, 112, 128, 160, 192, 224, 256, 320);
    private static final Pattern BYTES = Pattern.compile("([1-9][0-9]{0,11})([kKmMgG]?)");
    private static final List<String> PRESETS = List.of(
            "ultrafast", "superfast", "veryfast", "faster", "fast", "medium", "slow", "slower", "veryslow", "placebo");

    private Values() {}

    /** How values of a kind are read, and what an error says is allowed. */
    record Kind<T>(String allowed, Setting.Parser<T> parser) {}

    static Kind<URI> http() {
        return new Kind<>("an http or https address", text -> {
            URI uri = URI.create(text);
            require(uri.getHost() != null && Set.of("http", "https").contains(lower(uri.getScheme())));
            require(uri.getPort() == -1 || (uri.getPort() > 0 && uri.getPort() <= 65535));
            return uri;
        });
    }

    static Kind<String> visible() {
        return new Kind<>("printable text", text -> {
            require(text.chars().noneMatch(Character::isISOControl));
            return text;
        });
    }

    static Kind<String> token() {
        return new Kind<>("printable ASCII without spaces", text -> {
            require(text.chars().allMatch(c -> c > ' ' && c < 0x7F));
            return text;
        });
    }

    static Kind<Secret> secret() {
        return new Kind<>(
                "one or two secrets of " + Secret.LEAST_LENGTH
                        + " or more printable ASCII characters, with a comma or a space between",
                Secret::of);
    }

    static Kind<String> host() {
        return new Kind<>("a host name or an IP address", text -> {
            require(Hosts.isHost(text));
            return text;
        });
    }

    static Kind<Integer> port() {
        return number(0, 65535);
    }

    static Kind<Integer> number(int least, int most) {
        return new Kind<>("a whole number from " + least + " to " + most, text -> {
            require(text.matches("[0-9]{1,9}"));
            int number = Integer.parseInt(text);
            require(number >= least && number <= most);
            return number;
        });
    }

    static Kind<Duration> seconds(int least, int most) {
        return new Kind<>("seconds, from " + least + " to " + most, text -> {
            require(text.matches("[0-9]{1,6}(\\.[0-9]{1,3})?"));
            Duration duration = Duration.ofMillis(Math.round(Double.parseDouble(text) * 1000));
            require(duration.toMillis() >= least * 1000L && duration.toMillis() <= most * 1000L);
            return duration;
        });
    }

    static Kind<Boolean> bool() {
        return new Kind<>("true or false", text -> {
            require(Set.of("true", "false").contains(lower(text)));
            return Boolean.parseBoolean(lower(text));
        });
    }

    static <E extends Enum<E>> Kind<E> oneOf(Class<E> type) {
        String allowed = Arrays.stream(type.getEnumConstants())
                .map(value -> lower(value.name()))
                .collect(Collectors.joining(", "));
        return new Kind<>("one of " + allowed, text -> {
            require(text.equals(lower(text)));
            return Enum.valueOf(type, text.toUpperCase(Locale.ROOT));
        });
    }

    static Kind<String> x264Preset() {
        return new Kind<>("one of " + String.join(", ", PRESETS), text -> {
            require(PRESETS.contains(text));
            return text;
        });
    }

    static Kind<String> mount() {
        return new Kind<>("a path that begins with /", text -> {
            require(text.matches("/[A-Za-z0-9._~/-]+"));
            return text;
        });
    }

    static Kind<Path> path() {
        return new Kind<>("a path", Path::of);
    }

    static Kind<Integer> bitrate() {
        return new Kind<>("a bit rate such as 128k, 2800k or 5M, from 8k to 100M", Values::bitrate);
    }

    /** What MP3 knows (ISO/IEC 11172-3, 13818-3): AAC takes these, too. */
    static Kind<Integer> mp3Bitrate() {
        return new Kind<>(
                AUDIO_BITRATES.stream().map(rate -> rate + "k").collect(Collectors.joining(", ", "one of ", "")),
                text -> {
                    int rate = bitrate(text);
                    require(rate % 1000 == 0 && AUDIO_BITRATES.contains(rate / 1000));
                    return rate;
                });
    }

    static Kind<Long> bytes() {
        return new Kind<>("bytes such as 256m or 2g, from 16m to 64g", text -> {
            Matcher matcher = BYTES.matcher(text);
            require(matcher.matches());
            int shift =
                    switch (lower(matcher.group(2))) {
                        case "k" -> 10;
                        case "m" -> 20;
                        case "g" -> 30;
                        default -> 0;
                    };
            long bytes = Long.parseLong(matcher.group(1)) << shift;
            require(bytes >= 16L << 20 && bytes <= 64L << 30);
            return bytes;
        });
    }

    /** What AAC in stereo can be. */
    static Kind<Integer> audioBitrate() {
        return new Kind<>("a bit rate such as 96k or 192k, from 16k to 512k", text -> {
            int rate = bitrate(text);
            require(rate >= 16_000 && rate <= 512_000);
            return rate;
        });
    }

    static Kind<List<String>> members() {
        return new Kind<>("host:port with commas between", text -> {
            List<String> members = list(text);
            members.forEach(member -> {
                int colon = member.lastIndexOf(':');
                require(colon > 0 && Hosts.isHost(member.substring(0, colon)));
                number(1, 65535).parser().parse(member.substring(colon + 1));
            });
            return members;
        });
    }

    static Kind<List<String>> allowList() {
        return new Kind<>(
                "hosts (name, or name:port), suffixes (.name) or CIDRs (10.0.0.0/8) with commas between", text -> {
                    List<String> entries = list(text);
                    entries.forEach(entry -> require(Hosts.isAllowed(entry)));
                    return entries;
                });
    }

    static <T> Kind<Optional<T>> optional(Kind<T> kind) {
        return new Kind<>(
                kind.allowed() + ", or empty",
                text -> text.isEmpty()
                        ? Optional.empty()
                        : Optional.of(kind.parser().parse(text)));
    }

    static Kind<List<Variant>> variants() {
        return new Kind<>(Variants.ALLOWED, Variants::parse);
    }

    /** Bits a second. */
    static int bitrate(String text) {
        Matcher matcher = BITRATE.matcher(text);
        require(matcher.matches());
        int factor =
                switch (lower(matcher.group(2))) {
                    case "k" -> 1_000;
                    case "m" -> 1_000_000;
                    default -> 1;
                };
        long rate = Long.parseLong(matcher.group(1)) * factor;
        require(rate >= 8_000 && rate <= 100_000_000);
        return (int) rate;
    }

    private static List<String> list(String text) {
        return Stream.of(text.split(","))
                .map(String::trim)
                .filter(part -> !part.isEmpty())
                .toList();
    }

    private static String lower(String text) {
        return text == null ? "" : text.toLowerCase(Locale.ROOT);
    }

    private static void require(boolean allowed) {
        if (!allowed) {
            throw new IllegalArgumentException();
        }
    }
}
