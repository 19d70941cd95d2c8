import { connect } from 'node:net';

export interface Mail {
  readonly to: string;
  readonly subject: string;
  readonly text: string;
}

/** Hands a mail to the mail server of this machine. Tests replace this module: none of them sends mail. */
export async function sendMail(mail: Mail): Promise<void> {
  const commands = [
    'HELO shop',
    'MAIL FROM:<shop@example.com>',
    `RCPT TO:<${mail.to}>`,
    'DATA',
    `Subject: ${mail.subject}\r\n\r\n${mail.text}\r\n.`,
    'QUIT',
  ];
  const socket = connect({ host: '127.0.0.1', port: 25 });
  try {
    for await (const _reply of socket) {
      const command = commands.shift();
      if (command === undefined) return;
      socket.write(`${command}\r\n`);
    }
  } finally {
    socket.destroy();
  }
}
