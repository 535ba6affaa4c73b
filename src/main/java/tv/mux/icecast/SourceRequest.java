package tv.mux.icecast;

import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.util.Base64;
import tv.mux.config.Config;
import tv.mux.playout.PcmFormat;

/** What a source says to an Icecast server (its own protocol over HTTP/1.1). Pure. */
final class SourceRequest {
    /** Titles travel in an address, and in a block of 4080 bytes. */
    private static final int LONGEST_TITLE = 250;

    private SourceRequest() {}

    /** The head of the request that is followed by audio for as long as the connection lasts: no length, no chunks. */
    static String head(Config.Icecast icecast, PcmFormat sound) {
        StringBuilder head = new StringBuilder();
        head.append("PUT ").append(icecast.mount()).append(" HTTP/1.1\r\n");
        header(head, "Host", host(icecast));
        header(head, "Authorization", authorization(icecast));
        header(head, "User-Agent", "mux");
        header(head, "Content-Type", sound.contentType());
        Config.Icecast.Listing listing = icecast.listing();
        header(head, "Ice-Name", listing.name());
        listing.description().ifPresent(text -> header(head, "Ice-Description", text));
        listing.genre().ifPresent(text -> header(head, "Ice-Genre", text));
        listing.url().ifPresent(url -> header(head, "Ice-URL", url.toString()));
        header(head, "Ice-Public", listing.listed() ? "1" : "0");
        int kbps = sound.bitrate() / 1000;
        header(head, "Ice-Bitrate", "" + kbps);
        header(
                head,
                "Ice-Audio-Info",
                "bitrate=" + kbps + ";channels=" + PcmFormat.CHANNELS + ";samplerate=" + sound.rate());
        return head.append("\r\n").toString();
    }

    /** The path that tells a mount's title. */
    static String titlePath(String mount, String title) {
        return "/admin/metadata?mode=updinfo&mount=" + escaped(mount) + "&charset=UTF-8&song="
                + escaped(title.codePoints()
                        .map(c -> Character.isISOControl(c) ? ' ' : c)
                        .limit(LONGEST_TITLE)
                        .collect(StringBuilder::new, StringBuilder::appendCodePoint, StringBuilder::append)
                        .toString());
    }

    /** The value of the Authorization header (RFC 7617): the only place where the password stands. */
    static String authorization(Config.Icecast icecast) {
        byte[] credentials = ("source:" + icecast.sourcePassword()).getBytes(StandardCharsets.UTF_8);
        return "Basic " + Base64.getEncoder().encodeToString(credentials);
    }

    /** Host and port as an address writes them. */
    static String host(Config.Icecast icecast) {
        String host = icecast.host();
        return (host.contains(":") ? "[" + host + "]" : host) + ":" + icecast.port();
    }

    private static String escaped(String text) {
        // A plus is a plus there, no space.
        return URLEncoder.encode(text, StandardCharsets.UTF_8).replace("+", "%20");
    }

    private static void header(StringBuilder head, String name, String value) {
        head.append(name).append(": ").append(value).append("\r\n");
    }
}
