package tv.mux.http;

/** Parses the Accept-Encoding header (RFC 9110 §12.5.3). */
final class AcceptEncoding {

    private AcceptEncoding() {}

    /**
     * Whether the client accepts gzip.
     *
     * @param header the header's value; null if there is no header, which counts as no
     */
    static boolean gzip(String header) {
        if (header == null) {
            return false;
        }
        boolean any = false;
        int start = 0;
        while (start <= header.length()) {
            int comma = header.indexOf(',', start);
            int end = comma < 0 ? header.length() : comma;
            String coding = header.substring(start, end);
            int semicolon = coding.indexOf(';');
            String name = (semicolon < 0 ? coding : coding.substring(0, semicolon)).strip();
            if (name.equalsIgnoreCase("gzip") || name.equalsIgnoreCase("x-gzip")) {
                return accepted(coding, semicolon);
            }
            any |= name.equals("*") && accepted(coding, semicolon);
            start = end + 1;
        }
        return any;
    }

    /** Only a weight of zero rejects a coding. A malformed weight is ignored. */
    private static boolean accepted(String coding, int semicolon) {
        if (semicolon < 0) {
            return true;
        }
        String weight = coding.substring(semicolon + 1).strip();
        return !weight.matches("[qQ]\\s*=\\s*0(\\.0*)?");
    }
}
