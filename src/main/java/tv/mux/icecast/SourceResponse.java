package tv.mux.icecast;

import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import tv.mux.config.Config;
import tv.mux.text.Redaction;

/** Parses the response of an Icecast server to a source client. Pure. */
final class SourceResponse {
    private static final Pattern STATUS =
            Pattern.compile("(?:HTTP|ICE)/1\\.[01] ([0-9]{3})(?: ([^\r\n]*))?.*", Pattern.DOTALL);
    private static final int MAX_REASON_LENGTH = 120;

    private SourceResponse() {}

    /**
     * Whether a response is complete: its head, and for a failure at least the beginning of its body.
     *
     * @param text the text received so far
     */
    static boolean complete(String text) {
        int end = text.indexOf("\r\n\r\n");
        return end >= 0 && (status(text) / 100 == 2 || text.length() > end + 4);
    }

    /**
     * The failure that a response reports, or empty if the server accepts the audio. The password is removed from the
     * failure's message, because a server may echo the request.
     *
     * @param text the response, complete or up to where the server closed the connection
     */
    static Optional<SourceFailure> failure(String text, Config.Icecast icecast) {
        int status = status(text);
        if (status / 100 == 2) {
            return Optional.empty();
        }
        String response = SourceRequest.withoutPassword(text, icecast);
        return Optional.of(
                switch (status) {
                    case 0 ->
                        rejected(
                                response.isEmpty()
                                        ? "the server closed the connection without a response"
                                        : "the server is not an Icecast server; its response begins with "
                                                + printable(response.lines()
                                                        .findFirst()
                                                        .orElse("")));
                    case 401 ->
                        new SourceFailure(SourceFailure.Reason.PASSWORD, "the server rejected ICECAST_SOURCE_PASSWORD");
                    case 403 -> forbidden(reason(response), icecast.mount());
                    default -> rejected("the server responded with " + status + ": " + reason(response));
                });
    }

    private static SourceFailure forbidden(String reason, String mount) {
        return reason.contains("in use") || reason.contains("too many sources")
                ? new SourceFailure(
                        SourceFailure.Reason.TAKEN, "the server refused the mount " + mount + " (" + reason + ")")
                : rejected("the server responded with 403: " + reason);
    }

    private static SourceFailure rejected(String message) {
        return new SourceFailure(SourceFailure.Reason.REJECTED, message);
    }

    private static int status(String text) {
        Matcher line = STATUS.matcher(text);
        return line.matches() ? Integer.parseInt(line.group(1)) : 0;
    }

    /** The body, or the reason phrase if there is no body. */
    private static String reason(String text) {
        int end = text.indexOf("\r\n\r\n");
        String body = end < 0
                ? ""
                : text.substring(end + 4).replaceAll("<[^>]*>", " ").trim();
        if (!body.isEmpty()) {
            return printable(body);
        }
        Matcher line = STATUS.matcher(text);
        return line.matches() && line.group(2) != null ? printable(line.group(2)) : "no reason given";
    }

    private static String printable(String text) {
        String line = Redaction.line(Redaction.url(text.strip()));
        return line.length() > MAX_REASON_LENGTH ? line.substring(0, MAX_REASON_LENGTH) + "..." : line;
    }
}
