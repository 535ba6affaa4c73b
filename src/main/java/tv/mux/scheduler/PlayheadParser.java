package tv.mux.scheduler;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.net.URI;
import java.net.URISyntaxException;
import java.nio.charset.StandardCharsets;
import java.util.Locale;
import java.util.Optional;
import tv.mux.config.Config;
import tv.mux.model.Playhead;
import tv.mux.text.Redaction;

/** Makes playheads of what the scheduler's events say, or says why one is none. */
final class PlayheadParser {
    /** The longest head there can be, in characters. */
    static final int MAX_HEAD = 8192;
    /** The longest name that is kept, in characters (code points); what is beyond is cut off. */
    static final int MAX_NAME = 500;

    private static final ObjectMapper JSON = new ObjectMapper().enable(DeserializationFeature.FAIL_ON_TRAILING_TOKENS);

    private final URI internal;
    private final Optional<String> publicHost;

    /** With the scheduler's settings, which say what heads are read from the internal address. */
    PlayheadParser(Config.Api api) {
        this.internal = api.restreamerInternalUrl();
        this.publicHost = api.coreApiHostname().map(PlayheadParser::bare);
    }

    /** What became of an event's data. */
    sealed interface Result {
        /** A playhead. */
        record Accepted(Playhead playhead) implements Result {}

        /**
         * No playhead.
         *
         * @param reason what is wrong, the same words for everything that is wrong in the same way
         */
        record Refused(String reason) implements Result {}
    }

    /**
     * Reads an event's data.
     *
     * @param data JSON such as <code>{"head": "http://host/a.m3u8", "name": "A"}</code>
     * @param at when it was heard, milliseconds since the epoch
     */
    Result read(String data, long at) {
        try {
            JsonNode json = JSON.readTree(data);
            if (!json.isObject()) {
                return new Result.Refused("it is not a JSON object");
            }
            return new Result.Accepted(new Playhead(head(json.get("head")), name(json.get("name")), at));
        } catch (JsonProcessingException e) {
            return new Result.Refused("it is not JSON");
        } catch (Unfit e) {
            return new Result.Refused(e.getMessage());
        }
    }

    private String head(JsonNode head) throws Unfit {
        demand(head != null, "it has no head");
        demand(head.isTextual(), "its head is not a string");
        demand(head.textValue().length() <= MAX_HEAD, "its head is longer than " + MAX_HEAD + " characters");
        // Half a surrogate pair, which JSON can carry, is no character; java.net.URI does not always say so.
        demand(StandardCharsets.UTF_8.newEncoder().canEncode(head.textValue()), "its head is not a URL");
        URI uri;
        try {
            uri = new URI(head.textValue());
        } catch (URISyntaxException e) {
            throw new Unfit("its head is not a URL");
        }
        String scheme = uri.getScheme() == null ? "" : uri.getScheme().toLowerCase(Locale.ROOT);
        demand(scheme.equals("http") || scheme.equals("https"), "its head is not an absolute http or https URL");
        demand(uri.getHost() != null, "its head has no valid host");
        demand(uri.getPort() == -1 || (uri.getPort() > 0 && uri.getPort() <= 65535), "its head has no valid port");
        String address = (isPublic(uri, scheme) ? inside(uri) : uri).toASCIIString();
        // Percent-encoding can turn one character into nine.
        demand(address.length() <= MAX_HEAD, "its head is longer than " + MAX_HEAD + " characters in percent-encoding");
        return address;
    }

    /** Whether the head is under the public name of the Core whose internal address is known. */
    private boolean isPublic(URI head, String scheme) {
        return scheme.equals("https")
                && (head.getPort() == -1 || head.getPort() == 443)
                && publicHost.filter(bare(head.getHost())::equals).isPresent();
    }

    /** The same path and query at the internal address. */
    private URI inside(URI head) {
        String path = internal.getRawPath().replaceAll("/+$", "") + head.getRawPath();
        String query = head.getRawQuery() == null ? "" : "?" + head.getRawQuery();
        return URI.create(
                internal.getScheme() + "://" + internal.getRawAuthority() + (path.isEmpty() ? "/" : path) + query);
    }

    private static String name(JsonNode name) throws Unfit {
        // A null is how many programs write that there is no value.
        if (name == null || name.isNull()) {
            return "";
        }
        demand(name.isTextual(), "its name is not a string");
        return Redaction.title(name.textValue())
                .codePoints()
                .limit(MAX_NAME)
                .collect(StringBuilder::new, StringBuilder::appendCodePoint, StringBuilder::append)
                .toString()
                .strip();
    }

    /** A host name as it compares: in small letters, an IPv6 address without its brackets. */
    private static String bare(String host) {
        return host.toLowerCase(Locale.ROOT).replaceAll("[\\[\\]]", "");
    }

    private static void demand(boolean met, String otherwise) throws Unfit {
        if (!met) {
            throw new Unfit(otherwise);
        }
    }

    /** What makes an event no playhead. */
    private static final class Unfit extends Exception {
        private static final long serialVersionUID = 1;

        Unfit(String reason) {
            super(reason, null, false, false);
        }
    }
}
