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

/**
 * Parses the data of a playhead event: JSON with a head URL and a name. Returns a playhead or the reason for a refusal.
 */
final class PlayheadParser {
    /** Maximum length of a head, in characters. */
    static final int MAX_HEAD = 8192;
    /** Maximum length of a name, in code points. A longer name is truncated. */
    static final int MAX_NAME = 500;

    private static final ObjectMapper JSON = new ObjectMapper().enable(DeserializationFeature.FAIL_ON_TRAILING_TOKENS);

    private final URI internalUrl;
    private final Optional<String> publicHost;

    /** Creates a parser. The settings name the host whose heads are read from the internal address instead. */
    PlayheadParser(Config.Api api) {
        this.internalUrl = api.restreamerInternalUrl();
        this.publicHost = api.coreApiHostname().map(PlayheadParser::normalized);
    }

    /** Result of the parser. */
    sealed interface Result {
        record Accepted(Playhead playhead) implements Result {}

        /**
         * The data is no playhead.
         *
         * @param reason what is wrong; the same words each time for the same cause
         */
        record Refused(String reason) implements Result {}
    }

    /**
     * Parses the data of an event.
     *
     * @param data JSON such as <code>{"head": "http://host/a.m3u8", "name": "A"}</code>
     * @param at when the event was received, milliseconds since the epoch
     */
    Result parse(String data, long at) {
        try {
            JsonNode json = JSON.readTree(data);
            if (!json.isObject()) {
                return new Result.Refused("it is not a JSON object");
            }
            return new Result.Accepted(new Playhead(head(json.get("head")), name(json.get("name")), at));
        } catch (JsonProcessingException e) {
            return new Result.Refused("it is not JSON");
        } catch (InvalidPlayheadException e) {
            return new Result.Refused(e.getMessage());
        }
    }

    private String head(JsonNode head) throws InvalidPlayheadException {
        require(head != null, "it has no head");
        require(head.isTextual(), "its head is not a string");
        require(head.textValue().length() <= MAX_HEAD, "its head is longer than " + MAX_HEAD + " characters");
        // JSON can contain half a surrogate pair, which is no character and which java.net.URI does not always refuse.
        require(StandardCharsets.UTF_8.newEncoder().canEncode(head.textValue()), "its head is not a URL");
        URI uri;
        try {
            uri = new URI(head.textValue());
        } catch (URISyntaxException e) {
            throw new InvalidPlayheadException("its head is not a URL");
        }
        String scheme = uri.getScheme() == null ? "" : uri.getScheme().toLowerCase(Locale.ROOT);
        require(scheme.equals("http") || scheme.equals("https"), "its head is not an absolute http or https URL");
        require(uri.getHost() != null, "its head has no valid host");
        require(uri.getPort() == -1 || (uri.getPort() > 0 && uri.getPort() <= 65535), "its head has no valid port");
        String address = (isPublicCore(uri, scheme) ? toInternal(uri) : uri).toASCIIString();
        // Percent-encoding can make nine characters of one.
        require(
                address.length() <= MAX_HEAD,
                "its head is longer than " + MAX_HEAD + " characters in percent-encoding");
        return address;
    }

    /** Whether the head has the public host name of the Core whose internal URL is known. */
    private boolean isPublicCore(URI head, String scheme) {
        return scheme.equals("https")
                && (head.getPort() == -1 || head.getPort() == 443)
                && publicHost.filter(normalized(head.getHost())::equals).isPresent();
    }

    /** Returns the same path and query at the internal URL. */
    private URI toInternal(URI head) {
        String path = internalUrl.getRawPath().replaceAll("/+$", "") + head.getRawPath();
        String query = head.getRawQuery() == null ? "" : "?" + head.getRawQuery();
        return URI.create(internalUrl.getScheme() + "://" + internalUrl.getRawAuthority()
                + (path.isEmpty() ? "/" : path) + query);
    }

    private static String name(JsonNode name) throws InvalidPlayheadException {
        // Many programs write null for a missing value.
        if (name == null || name.isNull()) {
            return "";
        }
        require(name.isTextual(), "its name is not a string");
        return Redaction.title(name.textValue())
                .codePoints()
                .limit(MAX_NAME)
                .collect(StringBuilder::new, StringBuilder::appendCodePoint, StringBuilder::append)
                .toString()
                .strip();
    }

    /** Returns a host name for comparison: in lower case, and an IPv6 address without brackets. */
    private static String normalized(String host) {
        return host.toLowerCase(Locale.ROOT).replaceAll("[\\[\\]]", "");
    }

    private static void require(boolean condition, String otherwise) throws InvalidPlayheadException {
        if (!condition) {
            throw new InvalidPlayheadException(otherwise);
        }
    }

    private static final class InvalidPlayheadException extends Exception {
        private static final long serialVersionUID = 1;

        InvalidPlayheadException(String reason) {
            super(reason, null, false, false);
        }
    }
}
