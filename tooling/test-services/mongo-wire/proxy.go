package main

import (
	"encoding/binary"
	"errors"
	"fmt"
	"io"
	"log/slog"
	"net"
	"sync"
)

// proxy stands between the clients and FerretDB, whose update and findAndModify read, filter and then
// write: of two compare-and-set writers both can win, which MongoDB never allows. Letting one command
// run at a time makes every command atomic, as MongoDB's single-document writes are.
type proxy struct {
	upstream string
	turn     sync.Mutex // held from a command's request to its reply
}

const (
	headerSize     = 16         // four int32: length, request id, response to, op code
	maxMessageSize = 48_000_000 // MongoDB's own limit
	opMsg          = 2013
	flagMoreToCome = uint32(1) << 1
)

func (p *proxy) serve(listener net.Listener) error {
	for {
		client, err := listener.Accept()
		if err != nil {
			return err
		}
		go func() {
			defer client.Close()
			if err := p.relay(client); err != nil && !errors.Is(err, io.EOF) && !errors.Is(err, net.ErrClosed) {
				slog.Warn("connection ended", "client", client.RemoteAddr().String(), "error", err)
			}
		}()
	}
}

// relay passes one client's commands on until either side hangs up.
func (p *proxy) relay(client net.Conn) error {
	server, err := net.Dial("tcp", p.upstream)
	if err != nil {
		return err
	}
	defer server.Close()
	for {
		request, err := readMessage(client)
		if err != nil {
			return err
		}
		reply, err := p.command(server, request)
		if err != nil {
			return err
		}
		if !wantsReply(request) {
			continue
		}
		if _, err := client.Write(reply); err != nil {
			return err
		}
	}
}

// command runs one command alone and gives its reply.
func (p *proxy) command(server net.Conn, request []byte) ([]byte, error) {
	p.turn.Lock()
	defer p.turn.Unlock()
	if _, err := server.Write(request); err != nil {
		return nil, err
	}
	return readMessage(server)
}

// wantsReply is false for an unacknowledged write. FerretDB answers that too, where MongoDB is silent:
// passed on, the answer would be taken for the next command's.
func wantsReply(request []byte) bool {
	return binary.LittleEndian.Uint32(request[12:]) != opMsg || len(request) < headerSize+4 ||
		binary.LittleEndian.Uint32(request[headerSize:])&flagMoreToCome == 0
}

func readMessage(from io.Reader) ([]byte, error) {
	header := make([]byte, headerSize)
	if _, err := io.ReadFull(from, header); err != nil {
		return nil, err
	}
	size := binary.LittleEndian.Uint32(header)
	if size < headerSize || size > maxMessageSize {
		return nil, fmt.Errorf("a message of %d bytes is outside %d to %d", size, headerSize, maxMessageSize)
	}
	message := make([]byte, size)
	copy(message, header)
	_, err := io.ReadFull(from, message[headerSize:])
	return message, err
}
