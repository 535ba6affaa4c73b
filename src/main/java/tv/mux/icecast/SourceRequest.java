package tv.mux.icecast;

import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.util.Base64;
import tv.mux.config.Config;
import tv.mux.playout.OutputFormat;

/** Builds the requests of an Icecast source client: the PUT request of a mount, and the title update. Pure. */
final class SourceRequest {
    /** Maximum code points of a title. ICY metadata blocks have at most 4080 bytes. */
    private static final int MAX_TITLE_LENGTH = 250;

    private SourceRequest() {}

    /**
     * The head of the request that opens a mount. Audio follows the head until the connection ends, so the head has
     * neither {@code Content-Length} nor {@code Transfer-Encoding}.
     */
    static String head(Config.Icecast icecast, OutputFormat format) {
        StringBuilder head = new StringBuilder();
        head.append("PUT ").append(icecast.mount()).append(" HTTP/1.1\r\n");
        header(head, "Host", host(icecast));
        header(head, "Authorization", authorization(icecast));
        header(head, "User-Agent", "mux");
        header(head, "Content-Type", format.contentType());
        Config.Icecast.Listing listing = icecast.listing();
        header(head, "Ice-Name", listing.name());
        listing.description().ifPresent(text -> header(head, "Ice-Description", text));
        listing.genre().ifPresent(text -> header(head, "Ice-Genre", text));
        listing.url().ifPresent(url -> header(head, "Ice-URL", url.toString()));
        header(head, "Ice-Public", listing.listed() ? "1" : "0");
        int kbps = format.bitrate() / 1000;
        header(head, "Ice-Bitrate", "" + kbps);
        header(
                head,
                "Ice-Audio-Info",
                "bitrate=" + kbps + ";channels=" + OutputFormat.CHANNELS + ";samplerate=" + format.rate());
        return head.append("\r\n").toString();
    }

    /** The path and query of the request that sets the title of a mount. */
    static String titlePath(String mount, String title) {
        return "/admin/metadata?mode=updinfo&mount=" + encoded(mount) + "&charset=UTF-8&song="
                + encoded(title.codePoints()
                        .map(c -> Character.isISOControl(c) ? ' ' : c)
                        .limit(MAX_TITLE_LENGTH)
                        .collect(StringBuilder::new, StringBuilder::appendCodePoint, StringBuilder::append)
                        .toString());
    }

    /** The value of the Authorization header (RFC 7617). Contains the password: must not be logged. */
    static String authorization(Config.Icecast icecast) {
        return "Basic " + credentials(icecast);
    }

    private static String credentials(Config.Icecast icecast) {
        byte[] credentials = ("source:" + icecast.sourcePassword()).getBytes(StandardCharsets.UTF_8);
        return Base64.getEncoder().encodeToString(credentials);
    }

    /** Replaces the password by three dots, in plain text and in the form of the Authorization header. */
    static String withoutPassword(String text, Config.Icecast icecast) {
        String password = icecast.sourcePassword();
        String redacted = text.replace(credentials(icecast), "...");
        return password.isEmpty() ? redacted : redacted.replace(password, "...");
    }

    /** Host and port in the form of a URL; an IPv6 address is in brackets. */
    static String host(Config.Icecast icecast) {
        String host = icecast.host();
        return (host.contains(":") ? "[" + host + "]" : host) + ":" + icecast.port();
    }

    private static String encoded(String text) {
        // Icecast does not decode a plus sign in a query to a space.
        return URLEncoder.encode(text, StandardCharsets.UTF_8).replace("+", "%20");
    }

    private static void header(StringBuilder head, String name, String value) {
        head.append(name).append(": ").append(value).append("\r\n");
    }
}
