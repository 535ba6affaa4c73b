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
 * A parsed http or https URL. The address check and the connection use the same parsed parts, so they cannot disagree.
 *
 * @param secure whether the scheme is https
 * @param host the host in lower case, without a trailing dot and without the brackets of an IPv6 address
 * @param port the port; the default port of the scheme if the URL has none
 * @param target the path and the query as they are sent; begins with a slash
 * @param credentials user:password in percent-encoded form; null if the URL has none
 */
public record Url(boolean secure, String host, int port, String target, String credentials) {
    private static final Pattern AUTHORITY = Pattern.compile(
            "(?:(?<user>[^@]*)@)?(?:\\[(?<ipv6>[0-9A-Fa-f:.]+)]|(?<name>[^:\\[\\]@]+))(?::(?<port>[0-9]{0,5}))?");
    private static final Pattern NAME = Pattern.compile("[a-z0-9_-]+(\\.[a-z0-9_-]+)*");
    private static final HexFormat HEX = HexFormat.of().withUpperCase();
    private static final int MAX_LENGTH = 8000;
    private static final int MAX_HOST = 255;

    /**
     * Parses an absolute URL.
     *
     * @throws InputException FORBIDDEN if the text is not an http or https URL
     */
    public static Url of(String text) {
        try {
            return of(new URI(percentEncoded(text)));
        } catch (URISyntaxException | IllegalArgumentException e) {
            throw forbidden(text, "is not an http or https URL");
        }
    }

    /**
     * Resolves a reference against this URL (RFC 3986 §5.2). The result does not inherit the credentials.
     *
     * @throws InputException FORBIDDEN if the result is not an http or https URL
     */
    public Url resolve(String reference) {
        try {
            String encoded = percentEncoded(reference);
            int query = target.indexOf('?');
            String path = query < 0 ? target : target.substring(0, query);
            // java.net.URI follows RFC 2396: for a reference that is only a query, it drops the last segment of the
            // path.
            return of(
                    encoded.startsWith("?")
                            ? new URI(origin() + path + encoded)
                            : new URI(origin() + path).resolve(encoded));
        } catch (URISyntaxException | IllegalArgumentException e) {
            throw forbidden(reference, "does not resolve to an http or https URL");
        }
    }

    private static Url of(URI uri) {
        String scheme = uri.getScheme() == null ? "" : uri.getScheme().toLowerCase(Locale.ROOT);
        Matcher authority = AUTHORITY.matcher(uri.getRawAuthority() == null ? "" : uri.getRawAuthority());
        if (!(scheme.equals("http") || scheme.equals("https")) || !authority.matches()) {
            throw new IllegalArgumentException();
        }
        boolean secure = scheme.equals("https");
        String host =
                authority.group("ipv6") != null ? authority.group("ipv6") : normalizedName(authority.group("name"));
        String port = authority.group("port");
        int number = port == null || port.isEmpty() ? (secure ? 443 : 80) : Integer.parseInt(port);
        if (number < 1 || number > 65535) {
            throw new IllegalArgumentException();
        }
        String path = uri.getRawPath() == null || uri.getRawPath().isEmpty() ? "/" : uri.getRawPath();
        String query = uri.getRawQuery() == null ? "" : "?" + uri.getRawQuery();
        return new Url(secure, host.toLowerCase(Locale.ROOT), number, ascii(path + query), authority.group("user"));
    }

    private static String normalizedName(String name) {
        if (name.length() > MAX_HOST) { // Punycode takes quadratic time.
            throw new IllegalArgumentException();
        }
        String ascii = IDN.toASCII(name).toLowerCase(Locale.ROOT);
        String normalized = ascii.endsWith(".") ? ascii.substring(0, ascii.length() - 1) : ascii;
        if (!NAME.matcher(normalized).matches()) {
            throw new IllegalArgumentException();
        }
        return normalized;
    }

    private static String ascii(String target) {
        String base = "http://a";
        return URI.create(base + target).toASCIIString().substring(base.length());
    }

    /** Percent-encodes the characters that occur in playlists but are not allowed in a URL. */
    private static String percentEncoded(String text) {
        // java.net.URI replaces an unpaired surrogate by a question mark, or throws an undeclared exception.
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

    /** Returns the host as in a URL: an IPv6 address is in brackets. */
    public String bracketedHost() {
        return host.indexOf(':') >= 0 ? "[" + host + "]" : host;
    }

    /** Returns scheme, host and port (RFC 6454). Mux sends credentials to this origin only. */
    public String origin() {
        return (secure ? "https://" : "http://") + bracketedHost() + ":" + port;
    }

    /** Returns user:password in percent-encoded form, if present. */
    public Optional<String> userInfo() {
        return Optional.ofNullable(credentials);
    }

    /** Returns the last segment of the path, without the query. */
    public String fileName() {
        int query = target.indexOf('?');
        String path = query < 0 ? target : target.substring(0, query);
        return path.substring(path.lastIndexOf('/') + 1);
    }

    /** Returns the URL without secrets, for logs. */
    @Override
    public String toString() {
        boolean defaultPort = port == (secure ? 443 : 80);
        String authority = defaultPort ? bracketedHost() : bracketedHost() + ":" + port;
        return Redaction.url((secure ? "https://" : "http://") + authority + target);
    }
}
