import CCurl

/// Sets options on an easy handle, and records whether libcurl accepted all of them.
struct TransferSettings {
    let handle: UnsafeMutableRawPointer
    var areAccepted = true

    private mutating func record(_ code: CURLcode) {
        if code != CURLE_OK { areAccepted = false }
    }

    mutating func number(_ option: CURLoption, _ value: Int) {
        record(terrier_curl_set_long(handle, option, value))
    }

    mutating func offset(_ option: CURLoption, _ value: Int) {
        record(terrier_curl_set_offset(handle, option, curl_off_t(value)))
    }

    /// Sets a string; libcurl copies it.
    mutating func text(_ option: CURLoption, _ value: String) {
        record(value.withCString { terrier_curl_set_pointer(handle, option, $0) })
    }

    mutating func pointer(_ option: CURLoption, _ value: UnsafeRawPointer?) {
        record(terrier_curl_set_pointer(handle, option, value))
    }

    mutating func callback(_ option: CURLoption, _ callback: @escaping curl_write_callback) {
        record(terrier_curl_set_data_callback(handle, option, callback))
    }

    /// Trusts the certificates that the environment names, or else the system's. With a directory of certificates, libcurl reads
    /// the whole store again for each connection (CURLOPT_CA_CACHE_TIMEOUT), so a directory is set only if the environment has one.
    mutating func trust(_ network: Network) {
        let (file, directory) = (network.certificateFile, network.certificateDirectory)
        for (fileOption, directoryOption) in [
            (CURLOPT_CAINFO, CURLOPT_CAPATH), (CURLOPT_PROXY_CAINFO, CURLOPT_PROXY_CAPATH),
        ] {
            if let file { text(fileOption, file) } else if directory != nil { pointer(fileOption, nil) }
            if let directory { text(directoryOption, directory) } else { pointer(directoryOption, nil) }
        }
        // Seconds. A certificate that is removed from the store is trusted for at most this much longer.
        number(CURLOPT_CA_CACHE_TIMEOUT, 3600)
    }

    mutating func debugCallback(_ callback: @escaping curl_debug_callback) {
        record(terrier_curl_set_debug_callback(handle, callback))
    }

    mutating func openSocketCallback(_ callback: @escaping curl_opensocket_callback) {
        record(terrier_curl_set_open_callback(handle, callback))
    }
}
