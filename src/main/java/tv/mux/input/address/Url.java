package tv.mux.input.address;

import java.net.IDN;
import java.net.URI;
import java.net.URISyntaxException;
import java.nio.charset.StandardCharsets;
import java.util.HexFormat;
import java.util.Locale;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import tv.mux.input.fault.InputException;
import tv.mux.status.RunStatus;
import tv.mux.text.Printable;
import tv.mux.text.Redaction;

/**
 * An http or https address, taken apart: the one reading of it that both the check and the connection use.
 *
 * @param secure whether it is https
 * @param host the host, in lower case, without a trailing dot or the brackets of an IPv6 address
 * @param port the port, the scheme's own if none was named
 * @param target path and query as they are sent; begins with a slash
 * @param credentials user:password as written, percent-encoded; null when there are none
 */
public record Url(boolean secure, String host, int port, String target, String credentials) {
    private static final Pattern AUTHORITY = Pattern.compile(
            "(?:(?<user>[^@]*)@)?(?:\\[(?<six>[0-9A-Fa-f:.]+)]|(?<name>[^:\\[\\]@]+))(?::(?<port>[0-9]{0,5}))?");
    private static final Pattern NAME = Pattern.compile("[a-z0-9_-]+(\\.[a-z0-9_-]+)*");
    private static final HexFormat HEX = HexFormat.of().withUpperCase();
    private static final int MAX_LENGTH = 8000;
    private static final int MAX_HOST = 255;

    /**
     * Reads an absolute address.
     *
     * @throws InputException FORBIDDEN when it is none, or of another scheme
     */
    public static Url of(String text) {
        try {
            return of(new URI(legal(text)));
        } catch (URISyntaxException | IllegalArgumentException e) {
            throw forbidden(text, "is no http or https address");
        }
    }

    /**
     * The address that a reference found at this address leads to (RFC 3986 §5.2); user name and password are not
     * inherited.
     *
     * @throws InputException FORBIDDEN when it is none, or of another scheme
     */
    public Url resolve(String reference) {
        try {
            String legal = legal(reference);
            int query = target.indexOf('?');
            String path = query < 0 ? target : target.substring(0, query);
            // java.net.URI resolves a bare query as RFC 2396 did, which drops the last part of the path.
            return of(
                    legal.startsWith("?") ? new URI(origin() + path + legal) : new URI(origin() + path).resolve(legal));
        } catch (URISyntaxException | IllegalArgumentException e) {
            throw forbidden(reference, "leads to no http or https address");
        }
    }

    private static Url of(URI uri) {
        String scheme = uri.getScheme() == null ? "" : uri.getScheme().toLowerCase(Locale.ROOT);
        Matcher authority = AUTHORITY.matcher(uri.getRawAuthority() == null ? "" : uri.getRawAuthority());
        if (!(scheme.equals("http") || scheme.equals("https")) || !authority.matches()) {
            throw new IllegalArgumentException();
        }
        boolean secure = scheme.equals("https");
        String host = authority.group("six") != null ? authority.group("six") : name(authority.group("name"));
        String port = authority.group("port");
        int number = port == null || port.isEmpty() ? (secure ? 443 : 80) : Integer.parseInt(port);
        if (number < 1 || number > 65535) {
            throw new IllegalArgumentException();
        }
        String path = uri.getRawPath() == null || uri.getRawPath().isEmpty() ? "/" : uri.getRawPath();
        String query = uri.getRawQuery() == null ? "" : "?" + uri.getRawQuery();
        return new Url(secure, host.toLowerCase(Locale.ROOT), number, ascii(path + query), authority.group("user"));
    }

    private static String name(String name) {
        if (name.length() > MAX_HOST) { // Punycode takes quadratic time.
            throw new IllegalArgumentException();
        }
        String ascii = IDN.toASCII(name).toLowerCase(Locale.ROOT);
        String bare = ascii.endsWith(".") ? ascii.substring(0, ascii.length() - 1) : ascii;
        if (!NAME.matcher(bare).matches()) {
            throw new IllegalArgumentException();
        }
        return bare;
    }

    private static String ascii(String target) {
        String base = "http://a";
        return URI.create(base + target).toASCIIString().substring(base.length());
    }

    /** The text with the characters that playlists carry but addresses may not have percent-encoded. */
    private static String legal(String text) {
        // Half a surrogate pair is no character: java.net.URI makes a question mark of it, or throws something else.
        if (text.length() > MAX_LENGTH || !StandardCharsets.UTF_8.newEncoder().canEncode(text)) {
            throw new IllegalArgumentException();
        }
        StringBuilder out = new StringBuilder();
        for (char c : text.trim().toCharArray()) {
            if (c <= ' ' || "\"<>\\^`{|}".indexOf(c) >= 0 || c == 0x7f) {
                out.append('%').append(HEX.toHexDigits((byte) c));
            } else {
                out.append(c);
            }
        }
        return out.toString();
    }

    private static InputException forbidden(String text, String why) {
        return new InputException(RunStatus.Cause.FORBIDDEN, Printable.address(text) + " " + why);
    }

    /** The host as an address has it: an IPv6 address in brackets. */
    public String bracketedHost() {
        return host.indexOf(':') >= 0 ? "[" + host + "]" : host;
    }

    /** Scheme, host and port: what credentials are good for (RFC 6454). */
    public String origin() {
        return (secure ? "https://" : "http://") + bracketedHost() + ":" + port;
    }

    /** User name and password, if there are any. */
    public Optional<String> userInfo() {
        return Optional.ofNullable(credentials);
    }

    /** The last part of the path, without the query. */
    public String fileName() {
        int query = target.indexOf('?');
        String path = query < 0 ? target : target.substring(0, query);
        return path.substring(path.lastIndexOf('/') + 1);
    }

    /** The address without secrets, for logs. */
    @Override
    public String toString() {
        boolean usual = port == (secure ? 443 : 80);
        String authority = usual ? bracketedHost() : bracketedHost() + ":" + port;
        return Redaction.url((secure ? "https://" : "http://") + authority + target);
    }
}
